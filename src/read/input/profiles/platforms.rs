//! What participation platforms export, and the tools that sort what people said.

use super::{PLAIN, Profile};
use crate::domain::reading::Field;

/// The author's columns of Decidim, in its versions.
const DECIDIM_PERSONS: &[&str] = &[
    "author/*",
    "author",
    "author_*",
    "authors",
    "authors/*",
    "authors_*",
    "user_group/*",
    "coauthorships*",
    "endorsements/user_endorsements",
    "likes/user_likes",
    "user_likes",
    "last_comment_by/*",
    "attendees",
    "evaluators*",
    "valuators*",
    "address",
    "latitude",
    "longitude",
    "creator/*",
];

const DECIDIM_PLACE: (Field, &[&str]) =
    (Field::Parroquia, &["scope/name/*", "scope/name", "scope", "scope_name"]);
const DECIDIM_TOPIC: (Field, &[&str]) = (
    Field::Competencia,
    &["category/name/*", "category/name", "category", "taxonomies/name/*", "taxonomies/names/*"],
);
const DECIDIM_DATE: (Field, &[&str]) =
    (Field::Fecha, &["published_at", "created_at", "start_time"]);

/// Their forms; of several that fit, the first is taken.
pub(super) const PLATFORMS: &[Profile] = &[
    Profile {
        name: "comentarios de Decidim",
        needs: &[
            "id",
            "body|body/*",
            "commentable_id|commentable_type|root_commentable_url|depth",
            "root_commentable_url|depth|alignment|locale|author/id|author/name",
        ],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Texto, &["body/*", "body"]),
            DECIDIM_DATE,
            (Field::Apoyos, &["up_votes", "votes/up", "up_votes_count"]),
            (Field::Enlace, &["root_commentable_url", "url"]),
            (Field::Persona, &["author/id"]),
        ],
        persons: DECIDIM_PERSONS,
        marks: &["deleted_at", "hidden_at", "moderated_at"],
        ..PLAIN
    },
    Profile {
        name: "resultados de Decidim",
        needs: &[
            "title*|title/*|title_es",
            "description*|description/*|description_es",
            "progress|proposal_urls|result_id|external_id|status/id",
        ],
        fields: &[
            (Field::Id, &["id", "result_id", "external_id"]),
            (Field::Titulo, &["title/*", "title_*", "title"]),
            (Field::Texto, &["description/*", "description_*", "description"]),
            (Field::Parroquia, DECIDIM_PLACE.1),
            DECIDIM_TOPIC,
            (Field::Fecha, &["start_date", "created_at"]),
            (Field::Enlace, &["url"]),
        ],
        persons: DECIDIM_PERSONS,
        ..PLAIN
    },
    Profile {
        name: "encuentros de Decidim",
        needs: &[
            "title|title/*",
            "description|description/*",
            "start_time",
            "attendees|contributions|organizations|location|registrations_enabled|attendees_count",
        ],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Titulo, &["title/*", "title"]),
            (Field::Texto, &["description/*", "description"]),
            (Field::Parroquia, DECIDIM_PLACE.1),
            DECIDIM_TOPIC,
            (Field::Fecha, &["start_time", "published_at", "created_at"]),
            (Field::Enlace, &["url"]),
            (Field::Estado, &["state"]),
        ],
        persons: DECIDIM_PERSONS,
        marks: &["withdrawn_at", "hidden_at"],
        ..PLAIN
    },
    Profile {
        name: "debates de Decidim",
        needs: &[
            "title|title/*",
            "description|description/*",
            "instructions|instructions/*|information_updates|information_updates/*|conclusions|conclusions/*|closed_at",
        ],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Titulo, &["title/*", "title"]),
            (Field::Texto, &["description/*", "description"]),
            (Field::Parroquia, DECIDIM_PLACE.1),
            DECIDIM_TOPIC,
            (Field::Fecha, &["created_at", "start_time"]),
            (Field::Apoyos, &["endorsements/total_count", "likes/total_count"]),
            (Field::Enlace, &["url"]),
            (Field::Persona, &["author/id"]),
        ],
        persons: DECIDIM_PERSONS,
        marks: &["hidden_at"],
        ..PLAIN
    },
    Profile {
        name: "proyectos de presupuestos de Decidim",
        needs: &["title|title/*", "description|description/*", "budget_amount|confirmed_votes"],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Titulo, &["title/*", "title"]),
            (Field::Texto, &["description/*", "description"]),
            (Field::Parroquia, DECIDIM_PLACE.1),
            DECIDIM_TOPIC,
            (Field::Fecha, &["created_at"]),
            (Field::Apoyos, &["confirmed_votes"]),
            (Field::Enlace, &["url"]),
        ],
        persons: DECIDIM_PERSONS,
        ..PLAIN
    },
    Profile {
        name: "propuestas de Decidim",
        needs: &[
            "title|title/*",
            "body|body/*",
            "id|reference|url",
            "component/id|participatory_space/id|votes|state|published_at|created_at|url|reference|category/*|scope/*|is_amend|supports",
        ],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Titulo, &["title/*", "title"]),
            (Field::Texto, &["body/*", "body"]),
            (Field::Parroquia, DECIDIM_PLACE.1),
            DECIDIM_TOPIC,
            DECIDIM_DATE,
            (Field::Estado, &["state", "state/*"]),
            (
                Field::Apoyos,
                &[
                    "votes",
                    "proposal_votes",
                    "votes_count",
                    "supports",
                    "likes/total_count",
                    "endorsements/total_count",
                    "endorsements",
                ],
            ),
            (Field::Enlace, &["url"]),
            (Field::Persona, &["author/id", "authors/id"]),
        ],
        persons: DECIDIM_PERSONS,
        machinery: &["answer", "answer/*", "original_proposal/*"],
        marks: &["withdrawn", "withdrawn_at", "hidden_at"],
        ..PLAIN
    },
    Profile {
        name: "aportes de Cap Collectif",
        needs: &[
            "title|proposal_title|contributions_title",
            "bodytext|body_text|proposal_bodytext|proposal_body|contributions_bodytext",
            "publicationstatus|trashed|trashedstatus|trashedat|authorid|author_username|author_id|*_publicationstatus|*_trashed|*_author_id",
        ],
        fields: &[
            (Field::Id, &["id", "proposal_id", "contributions_id", "reference"]),
            (Field::Titulo, &["title", "proposal_title", "contributions_title"]),
            (
                Field::Texto,
                &[
                    "bodytext",
                    "body_text",
                    "proposal_bodytext",
                    "proposal_body",
                    "contributions_bodytext",
                    "summary",
                ],
            ),
            (
                Field::Competencia,
                &["theme_title", "category_name", "proposal_theme_title", "proposal_category_name"],
            ),
            (Field::Parroquia, &["district_name", "proposal_district_name"]),
            (
                Field::Fecha,
                &["publishedat", "createdat", "proposal_createdat", "contributions_createdat"],
            ),
            (
                Field::Apoyos,
                &[
                    "votes_totalcount",
                    "votescount",
                    "proposal_votescount",
                    "contributions_votescount",
                ],
            ),
            (Field::Enlace, &["url", "proposal_link"]),
            (Field::Persona, &["authorid", "author_id", "proposal_author_id"]),
        ],
        persons: &[
            "author*",
            "proposal_author*",
            "contributions_author*",
            "address*",
            "proposal_address*",
        ],
        marks: &["trashedstatus", "trashedat", "trashed", "proposal_trashedat"],
        ..PLAIN
    },
    Profile {
        name: "proyectos de CONSUL",
        needs: &[
            "id",
            "title|título|titulo",
            "supports|apoyos",
            "administrator|administrador|valuator|evaluador|feasibility|viabilidad",
        ],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Titulo, &["title", "título", "titulo"]),
            (Field::Texto, &["description", "descripción", "descripcion"]),
            (Field::Apoyos, &["supports", "apoyos"]),
            (Field::Parroquia, &["scope", "ámbito", "heading", "partida", "geozone_id"]),
        ],
        persons: &[
            "administrator",
            "administrador",
            "valuator",
            "valuators",
            "evaluador",
            "evaluadores",
            "valuation group",
            "author",
            "autor",
            "author name",
        ],
        machinery: &["feasibility", "viabilidad", "val. fin.", "selected", "seleccionado"],
        ..PLAIN
    },
    Profile {
        name: "comentarios de CONSUL",
        needs: &["id", "body", "commentable_id", "commentable_type"],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Texto, &["body"]),
            (Field::Fecha, &["created_at"]),
            (Field::Apoyos, &["cached_votes_up"]),
            (Field::Persona, &["user_id", "author_id"]),
        ],
        persons: &["user_id", "author_id", "username", "author"],
        marks: &["hidden_at"],
        ..PLAIN
    },
    Profile {
        name: "propuestas de CONSUL",
        needs: &[
            "id",
            "title",
            "description|summary",
            "cached_votes_up|hot_score|confidence_score|retired_at|hidden_at|geozone_id|cached_votes_total|summary",
        ],
        fields: &[
            (Field::Id, &["id"]),
            (Field::Titulo, &["title"]),
            (Field::Texto, &["description", "summary"]),
            (Field::Fecha, &["created_at", "published_at"]),
            (Field::Apoyos, &["cached_votes_up", "cached_votes_total", "supports"]),
            (Field::Enlace, &["url", "external_url"]),
            (Field::Persona, &["author_id", "user_id"]),
        ],
        persons: &[
            "author_id",
            "user_id",
            "author",
            "author_name",
            "responsible_name",
            "username",
            "public_author_id",
        ],
        machinery: &[
            "retired_reason",
            "retired_explanation",
            "summary",
            "video_url",
            "proceeding",
            "sub_proceeding",
        ],
        marks: &["retired_at", "hidden_at"],
        ..PLAIN
    },
    Profile {
        name: "aportes de Go Vocal",
        needs: &[
            "title|título|titulo",
            "description|descripción|descripcion",
            "author name|author email|author id|author fullname|nombre del autor|correo electrónico del autor|id del autor|published at|submitted at",
            "upvotes|likes|votes|status|comments|project|topics|tags|votos a favor|me gusta|estado|proyecto|comentarios",
        ],
        fields: &[
            (Field::Id, &["id", "input id", "idea id"]),
            (Field::Titulo, &["title", "título", "titulo"]),
            (Field::Texto, &["description", "descripción", "descripcion"]),
            (Field::Competencia, &["topics", "topic", "tags", "temas", "etiquetas"]),
            (Field::Parroquia, &["areas", "area(s)", "area", "áreas"]),
            (Field::Taller, &["project", "proyecto"]),
            (Field::Fecha, &["published at", "submitted at", "created at", "publicado el"]),
            (Field::Estado, &["status", "estado"]),
            (Field::Apoyos, &["upvotes", "likes", "votes", "votos a favor", "me gusta"]),
            (Field::Enlace, &["url", "link", "enlace"]),
            (Field::Persona, &["author id", "id del autor"]),
        ],
        persons: &[
            "author*",
            "nombre del autor",
            "correo electrónico del autor",
            "id del autor",
            "assignee",
            "assignee email",
            "location",
            "latitude",
            "longitude",
            "ubicación",
            "first name",
            "last name",
            "email",
        ],
        ..PLAIN
    },
    Profile {
        name: "comentarios de Polis",
        needs: &["comment-id", "comment-body", "author-id|agrees|moderated"],
        fields: &[
            (Field::Id, &["comment-id"]),
            (Field::Texto, &["comment-body"]),
            (Field::Fecha, &["timestamp", "datetime"]),
            (Field::Estado, &["moderated"]),
            (Field::Apoyos, &["agrees"]),
            (Field::Persona, &["author-id"]),
        ],
        persons: &["author-id"],
        machinery: &["datetime", "timestamp"],
        ..PLAIN
    },
    Profile {
        name: "entrada de Kouchou-AI o Talk to the City",
        needs: &["comment-id", "comment-body"],
        fields: &[
            (Field::Id, &["comment-id"]),
            (Field::Texto, &["comment-body"]),
            (Field::Fecha, &["timestamp", "created_at", "date"]),
            (Field::Enlace, &["url", "source_url"]),
        ],
        persons: &["interview", "interviewee", "author*", "name", "user*"],
        ..PLAIN
    },
    Profile {
        name: "argumentos de Kouchou-AI o Talk to the City",
        needs: &["arg-id", "argument"],
        fields: &[
            (Field::Id, &["arg-id"]),
            (Field::Texto, &["argument"]),
            (Field::Enlace, &["url"]),
        ],
        persons: &["interview", "interviewee", "author*", "name"],
        machinery: &["comment-body"],
        ..PLAIN
    },
    Profile {
        name: "entrada de Talk to the City",
        needs: &["id|comment-id|comment_id", "comment", "interview|video|timestamp"],
        fields: &[
            (Field::Id, &["id", "comment-id", "comment_id"]),
            (Field::Texto, &["comment"]),
            (Field::Enlace, &["video", "url"]),
            (Field::Persona, &["interview"]),
        ],
        persons: &["interview", "interviewee", "author*", "name"],
        machinery: &["timestamp"],
        ..PLAIN
    },
    Profile {
        name: "respuestas de ThemeFinder o Consult",
        needs: &[
            "response_id|themefinder_id|response id",
            "response|response_text|free_text|text|answer",
        ],
        fields: &[
            (Field::Id, &["response_id", "themefinder_id", "response id"]),
            (Field::Texto, &["response", "response_text", "free_text", "text", "answer"]),
        ],
        persons: &["name", "email", "user*"],
        ..PLAIN
    },
];
