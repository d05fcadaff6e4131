//! The words that the workbook's writer and its reader share: sheets, headers, decisions.
//!
//! A reader finds columns by these headers, which stand in row 1 of their sheet, in any order.

/// The names of the sheets, in the order of the tabs.
pub mod sheet {
    /// How to review.
    pub const GUIDE: &str = "Léeme";
    /// One row a candidate.
    pub const CANDIDATES: &str = "Propuestas";
    /// One row a statement that is in a candidate.
    pub const STATEMENTS: &str = "Aportes";
    /// One row a pair of the crossing; nothing to fill in.
    pub const MATCHES: &str = "Cruces";
    /// One row a statement that is in no candidate.
    pub const LOOSE: &str = "Sin propuesta";
    /// What the challenges that a reviewer makes are aligned to.
    pub const NEW: &str = "Nuevos";
    /// The facts of the run; nothing to fill in.
    pub const RUN: &str = "Corrida";
    /// The lists behind the dropdowns.
    pub const LISTS: &str = "Listas";
    /// All of them.
    pub const ALL: [&str; 8] = [GUIDE, CANDIDATES, STATEMENTS, MATCHES, LOOSE, NEW, RUN, LISTS];

    /// The name of a sheet in workbooks of earlier versions, which are still read.
    pub fn former(name: &str) -> Option<&'static str> {
        match name {
            STATEMENTS => Some("Desafíos"),
            LOOSE => Some("Sin grupo"),
            _ => None,
        }
    }
}

/// The headers of the columns. Those that a reader needs have one meaning on every sheet.
pub mod header {
    /// The id of the row's candidate (`Propuestas`) or statement (`Aportes`, `Sin propuesta`).
    pub const ID: &str = "id";
    /// Who wrote the statement.
    pub const ORIGIN: &str = "origen";
    /// The statement as [`shown`](super::super::shown) puts it in a cell.
    pub const TEXT: &str = "texto";
    /// The candidate that a statement is in.
    pub const CANDIDATE: &str = "propuesta";
    /// The draft of that candidate.
    pub const CANDIDATE_DRAFT: &str = "texto de la propuesta";
    /// The candidate's name.
    pub const NAME: &str = "nombre";
    /// The candidate's draft.
    pub const DRAFT: &str = "propuesta de desafío (borrador)";
    /// What the reviewer decides: one of [`decision`](super::decision), or blank.
    pub const DECISION: &str = "decisión";
    /// Where the statement goes, or what the candidate is merged with.
    pub const TARGET: &str = "destino";
    /// The formulation that the reviewer writes.
    pub const FINAL_TEXT: &str = "texto final";
    /// Why: from the list of reasons, or the reviewer's own words.
    pub const REASON: &str = "motivo";
    /// Who reviewed the row.
    pub const REVIEWER: &str = "revisor";
    /// Anything else the reviewer wants to say.
    pub const NOTE: &str = "nota";
    /// The competencia assigned.
    pub const COMPETENCIA: &str = "competencia";
    /// The competencia as the sheet declared it.
    pub const COMPETENCIA_DECLARED: &str = "competencia declarada";
    /// What is odd about the competencia assigned.
    pub const WARNING: &str = "aviso";
    /// The office that wrote the statement.
    pub const ENTIDAD: &str = "entidad";
    /// The parish of the workshop.
    pub const PARROQUIA: &str = "parroquia";
    /// The workshop.
    pub const TALLER: &str = "taller";
    /// Its date.
    pub const FECHA: &str = "fecha";
    /// The question that the statement answers.
    pub const QUESTION: &str = "pregunta";
    /// The answer or list that it is a part of.
    pub const PARENT: &str = "parte de";
    /// How many people support it, or the candidate's statements together.
    pub const SUPPORTS: &str = "apoyos";
    /// How many different people wrote the candidate's statements.
    pub const PERSONS: &str = "personas";
    /// Its address on the web.
    pub const LINK: &str = "enlace";
    /// Why a statement is in its candidate.
    pub const EXPLANATION: &str = "por qué aquí";
    /// The next best candidate.
    pub const SUGGESTION_1: &str = "sugerencia 1";
    /// The one after that.
    pub const SUGGESTION_2: &str = "sugerencia 2";
    /// The earlier statement that says the same.
    pub const DUPLICATE_OF: &str = "duplicado de";
    /// How many institutional statements.
    pub const N_INSTITUTIONAL: &str = "n.º inst.";
    /// How many citizen statements.
    pub const N_CITIZEN: &str = "n.º ciud.";
    /// Which sides the candidate has.
    pub const SIDES: &str = "lados";
    /// How well it holds together, in words.
    pub const COHESION: &str = "cohesión";
    /// The two statements least alike.
    pub const WEAKEST_PAIR: &str = "par menos parecido";
    /// The pairs of statements that wish opposite things, or whether those of a pair do.
    pub const OPPOSED: &str = "posturas opuestas";
    /// How firm it is, in words.
    pub const FIRMNESS: &str = "solidez";
    /// Its place in the order of review.
    pub const RANK: &str = "orden de revisión";
    /// The nearest candidates.
    pub const NEAR: &str = "propuestas parecidas";
    /// The horizon proposed.
    pub const HORIZON_SUGGESTED: &str = "horizonte sugerido";
    /// The horizon that the reviewer decides, or blank.
    pub const HORIZON: &str = "horizonte";
    /// The objectives proposed.
    pub const OBJETIVO_SUGGESTED: &str = "objetivo sugerido";
    /// The objetivo de desarrollo that the reviewer decides: an id of the frame, `NINGUNO`, or blank.
    pub const OBJETIVO_DESARROLLO: &str = "objetivo de desarrollo";
    /// The objetivo de gestión that the reviewer decides.
    pub const OBJETIVO_GESTION: &str = "objetivo de gestión";
    /// The policies proposed.
    pub const POLITICA_SUGGESTED: &str = "política sugerida";
    /// The policy that the reviewer decides, or several with `;` between.
    pub const POLITICA: &str = "política";
    /// The wording of a challenge that the reviewer makes.
    pub const NEW_CHALLENGE: &str = "desafío nuevo (el texto que escribió en «destino»)";
    /// What people had decided of it before the run: one of [`standing`](super::standing).
    pub const STANDING: &str = "situación";
    /// Who decided it then, and when.
    pub const DECIDED_BY: &str = "decidido por";
    /// What state a statement without a candidate is in.
    pub const STATE: &str = "estado";
    /// Why it is in that state.
    pub const WHY: &str = "por qué";
    /// The institutional statement of a pair.
    pub const INSTITUTIONAL: &str = "institucional";
    /// Its text.
    pub const INSTITUTIONAL_TEXT: &str = "texto institucional";
    /// Its candidate.
    pub const INSTITUTIONAL_CANDIDATE: &str = "propuesta del institucional";
    /// The citizen statement of a pair.
    pub const CITIZEN: &str = "ciudadano";
    /// Its text.
    pub const CITIZEN_TEXT: &str = "texto ciudadano";
    /// Its candidate.
    pub const CITIZEN_CANDIDATE: &str = "propuesta del ciudadano";
    /// How alike a pair is, in words.
    pub const LIKENESS: &str = "parecido";
    /// Whether each is the other's best match.
    pub const PREFERENCE: &str = "preferencia";
    /// Whether both are in one candidate.
    pub const TOGETHER: &str = "¿juntos?";
}

/// What people had decided of something before the run, to filter by.
pub mod standing {
    /// It came with this round.
    pub const NEW: &str = "nuevo";
    /// It was there, and nobody decided.
    pub const OPEN: &str = "sin decidir";
    /// People decided it; nothing is asked.
    pub const DECIDED: &str = "decidido";
    /// People decided it, and since then it has texts that nobody decided.
    pub const CHANGED: &str = "cambió";
    /// Reviewers do not agree on it.
    pub const DISPUTED: &str = "en desacuerdo";
    /// Its wording is not the one that was reviewed.
    pub const EDITED: &str = "editado: revisar";
}

/// What a reviewer can decide.
pub mod decision {
    /// The candidate is right as drafted.
    pub const ACCEPT: &str = "aceptar";
    /// It is right with the final text that the reviewer writes.
    pub const ACCEPT_CHANGED: &str = "aceptar con cambios";
    /// It is the same as the target.
    pub const MERGE: &str = "fusionar con…";
    /// It holds more than one challenge (a candidate), or more than one demand (a statement).
    pub const SPLIT: &str = "dividir";
    /// It is no challenge; a reason is asked for.
    pub const DISCARD: &str = "descartar";
    /// Somebody else has to say.
    pub const UNSURE: &str = "no sé";
    /// The statement is right where it is.
    pub const KEEP: &str = "se queda";
    /// It belongs to the target.
    pub const MOVE: &str = "mover a…";
    /// It does not belong here; where, the next run shall suggest.
    pub const TAKE_OUT: &str = "quitar de esta propuesta";
    /// The word for it in workbooks of earlier versions, which are still read.
    pub const FORMER_TAKE_OUT: &str = "sacar";
    /// It is in no candidate, rightly.
    pub const AGREE_OUT: &str = "de acuerdo: queda fuera";
    /// The decisions about a candidate.
    pub const CANDIDATE: [&str; 6] = [ACCEPT, ACCEPT_CHANGED, MERGE, SPLIT, DISCARD, UNSURE];
    /// The decisions about a statement in a candidate.
    pub const STATEMENT: [&str; 6] = [KEEP, MOVE, TAKE_OUT, SPLIT, DISCARD, UNSURE];
    /// The decisions about a statement in none.
    pub const LOOSE: [&str; 3] = [AGREE_OUT, MOVE, UNSURE];
    /// How a target that exists nowhere yet begins: `nuevo: Recuperar las quebradas`.
    pub const NEW_TARGET: &str = crate::domain::destination::NEW;
}

/// The reasons offered where no setting lists others.
pub use crate::domain::decision::REASONS;
/// What a cell of an alignment says to take what is suggested beside it.
pub const SUGGESTED: &str = "lo sugerido";
