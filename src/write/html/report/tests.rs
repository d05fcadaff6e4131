//! What the page is, as a reader, a printer and an attacker meet it.

#![allow(clippy::unwrap_used)]
// expect-test writes its snapshots with hashes.
#![allow(clippy::needless_raw_string_hashes)]

use ndarray::Array2;

use super::page;
use crate::domain::decision::Alignment;
use crate::domain::destination::ChallengeId;
use crate::domain::frame::Frame;
use crate::domain::index::StatementIndex;
use crate::domain::problem::{Place, Problem};
use crate::domain::proposal::{
    Candidate, Declared, Draft, OutReason, Placement, Proposal, Standing, Status, sample,
};
use crate::domain::similarity::Percentiles;
use crate::domain::statement::{Corpus, Statement};

fn empty() -> Proposal {
    Proposal {
        corpus: Corpus::default(),
        frame: Frame::default(),
        placements: vec![],
        candidates: vec![],
        matches: vec![],
        percentiles: Percentiles::default(),
        skipped: vec![],
        skipped_rows: 0,
        map: Array2::zeros((0, 2)),
        last_number: 0,
        coined: vec![],
        choices: None,
        changes: vec![],
        queue: vec![],
        explanations: vec![],
        learning: None,
    }
}

/// A proposal of `statements` statements, `each` of them a candidate.
fn large(statements: usize, each: usize) -> Proposal {
    let mut p = Proposal { frame: sample::frame(), ..empty() };
    for i in 0..statements {
        let text = format!("Desafío {i}: {}", "mejorar lo que hace falta en el barrio ".repeat(6));
        let mut statement = if i % 4 == 0 {
            Statement::institutional(&format!("I{i}"), &text)
        } else {
            Statement::citizen(&format!("C{i}"), &text)
        };
        statement.parroquia = Some(format!("Parroquia {}", i % 7000));
        p.corpus.statements.push(statement);
        p.placements.push(Placement {
            declared: Declared::Blank,
            competencia: 0.into(),
            competencia_probability: 0.5,
            contradicted_by: (i % 5 == 0).then_some(1.into()),
            status: Status::Candidate((i / each).into()),
            likeness: None,
            probability: None,
            suggestions: vec![],
            homes: vec![],
            duplicate: None,
            novelty: None,
            decided: None,
        });
    }
    for c in 0..statements.div_ceil(each) {
        let members: Vec<StatementIndex> =
            (c * each..((c + 1) * each).min(statements)).map(StatementIndex::from).collect();
        let n_institutional = members.iter().filter(|m| m.index() % 4 == 0).count();
        p.candidates.push(Candidate {
            id: ChallengeId::numbered(c + 1),
            competencia: 0.into(),
            name: format!("Nombre {c}"),
            draft: Draft {
                text: p.corpus.statements[members[0]].text.clone(),
                sources: vec![members[0]],
            },
            horizon: None,
            alignment: crate::domain::proposal::Aligned::default(),
            n_institutional,
            n_citizen: members.len() - n_institutional,
            members,
            cohesion: None,
            stability: None,
            near: vec![],
            risk: 0.0,
            opposed: vec![],
            decided: None,
        });
    }
    p.map = Array2::from_shape_fn((p.candidates.len(), 2), |(i, j)| (i * (j + 1) % 97) as f32);
    p
}

fn facts() -> Vec<(String, String)> {
    vec![("Modelo".into(), "e5-small-es".into()), ("Semilla".into(), "7".into())]
}

/// The visible words of a part of the page, between two marks, a line for each run of text.
fn text_between(page: &str, from: &str, to: &str) -> String {
    let part = page.split_once(from).expect(from).1.split_once(to).expect(to).0;
    let runs = part.split('<').map(|run| run.split_once('>').map_or(run, |(_, text)| text));
    let lines = runs.map(str::trim).filter(|text| !text.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect::<String>().replace('\u{a0}', " ")
}

#[test]
fn what_was_decided_before_is_not_told_as_open() {
    let mut p = sample::proposal();
    p.candidates[0].decided = Some(Standing {
        accepted: true,
        contested: None,
        members: 1,
        last: None,
        alignment: Alignment::default(),
    });
    let html = page(&p, &facts());
    let opening = text_between(&html, "<h1>", "<nav");
    assert!(opening.contains("0 aportes decididos y 1 propuesta aceptada"), "{opening}");
    assert!(!opening.contains("Nada está decidido"), "{opening}");
    let html = html.replace('\u{a0}', " ");
    assert!(html.contains("de las que 1 queda por decidir") && html.contains("1 ya aceptada"));
}

#[test]
fn the_opening_tells_the_totals_and_they_add_up() {
    let mut p = sample::proposal();
    p.skipped_rows = 1;
    let html = page(&p, &facts());
    expect_test::expect![[r#"
        Propuestas de desafío: prueba
        Un desafío es producto del cruce de los desafíos que formula la institución con los que se formulan en los espacios participativos. Este informe resume las propuestas que salen de reunir los aportes parecidos. Nada está decidido todavía. Las personas que revisan aceptan, corrigen o descartan.
        aportes leídos
        6
        propuestas de desafío
        2
        cruzan lo institucional y lo ciudadano
        1
        tienen un solo lado
        1
        2 institucionales + 4 ciudadanos = 6 aportes leídos (más 1 fila omitida por tener problemas): 4 en propuestas + 2 fuera de competencia + 0 descartados + 0 pendientes. Resultan 2 propuestas: 1 cruzada, 1 solo institucional y 0 solo ciudadanas.
    "#]].assert_eq(&text_between(&html, "<h1>", "<nav"));
    expect_test::expect![[r#"
        Estado
        Inst.
        Ciud.
        Total
        En una propuesta cruzada
        1
        2
        3
        En una propuesta de un solo lado
        1
        0
        1
        Fuera de competencia
        0
        2
        2
        Descartados por una persona
        0
        0
        0
        Pendientes de una persona
        0
        0
        0
        Leídos
        2
        4
        6
    "#]]
    .assert_eq(&text_between(&html, "<caption>Dónde está cada aporte leído</caption>", "</table>"));
}

#[test]
fn a_candidate_is_listed_with_its_sides() {
    let html = page(&sample::proposal(), &facts());
    expect_test::expect![[r#"
        PD-001
        Quebradas y riberas
        Recuperar las quebradas y sus riberas: limpiar la quebrada.
        1 institucional + 2 ciudadanos · cruzada · solidez: estable
    "#]]
    .assert_eq(&text_between(&html, "<li id=\"p0\">", "</details>"));
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let html = page(&sample::proposal(), &facts());
    for forbidden in ["http:", "https:", "src=", "<script", "url(", "@import", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    for tag in html.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| tag) {
        let handler = |word: &str| word.starts_with("on") && word.contains('=');
        assert!(!tag.split_whitespace().any(handler), "{tag}");
    }
    assert!(html.contains("default-src 'none'; style-src 'sha256-"));
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"es\">"));
}

#[test]
fn what_people_wrote_is_only_ever_text() {
    let mut p = sample::proposal();
    let evil = "</style><script>alert(1)</script>\u{202e}\u{0}\"' onload=x";
    for s in &mut p.corpus.statements {
        s.parroquia = Some(evil.into());
        s.entidad = Some(evil.into());
        s.competencia_declared = Some(evil.into());
        evil.clone_into(&mut s.text);
        s.id = crate::domain::statement::StatementId::new(evil);
    }
    for c in &mut p.candidates {
        evil.clone_into(&mut c.draft.text);
        c.id = evil.parse().unwrap();
    }
    evil.clone_into(&mut p.frame.name);
    evil.clone_into(&mut p.frame.competencias[0].name);
    p.skipped = vec![Problem::new(Place::file(evil), evil)];
    p.skipped_rows = 1;
    p.map[[0, 0]] = 1.0;
    let html = page(&p, &[(evil.into(), evil.into())]);
    assert!(!html.contains("<script") && !html.contains('\u{202e}') && !html.contains('\u{0}'));
    assert_eq!(html.matches("</style>").count(), 1);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;[U+202E][U+0000]"));
}

#[test]
fn every_plot_has_a_title_a_description_and_a_table_after_it() {
    let mut p = sample::proposal();
    p.map[[0, 0]] = 1.0;
    let html = page(&p, &facts());
    let plots: Vec<&str> = html.split("<svg ").skip(1).collect();
    assert_eq!(plots.len(), 15);
    for plot in plots {
        assert!(plot.starts_with("role=\"img\""), "{plot:.60}");
        let (drawing, after) = plot.split_once("</svg>").unwrap();
        assert!(drawing.contains("<title id=") && drawing.contains("<desc id="));
        assert!(after.contains("<table><caption>"), "{after:.60}");
    }
}

#[test]
fn ids_are_unique_and_links_lead_to_them() {
    let mut p = sample::proposal();
    p.map[[0, 0]] = 1.0;
    let html = page(&p, &facts());
    let values = |name: &str| -> Vec<String> {
        html.split(name).skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = values(" id=\"");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for link in values(" href=\"#") {
        assert!(unique.contains(&link), "{link}");
    }
    for name in values(" aria-labelledby=\"").iter().flat_map(|v| v.split(' ')) {
        assert!(unique.contains(&name.to_owned()), "{name}");
    }
}

#[test]
fn the_words_are_those_of_planners() {
    let html = page(&large(60, 3), &facts()).to_lowercase();
    let body = html.split_once("<body>").unwrap().1;
    for word in ["cluster", "clúster", "coseno", "embedding", "singleton"] {
        assert!(!body.contains(word), "{word}");
    }
}

#[test]
fn headings_never_skip_a_level() {
    let html = page(&sample::proposal(), &facts());
    let mut last = 0;
    for part in html.split("<h").skip(1) {
        let Some(level) = part.chars().next().and_then(|c| c.to_digit(10)) else { continue };
        assert!(level <= last + 1, "h{level} after h{last}");
        last = level;
    }
    assert_eq!(html.matches("<h1").count(), 1);
}

#[test]
fn the_same_proposal_gives_the_same_bytes() {
    assert_eq!(page(&large(500, 7), &facts()), page(&large(500, 7), &facts()));
}

#[test]
fn nothing_one_statement_and_one_side_are_pages_too() {
    let html = page(&empty(), &[]);
    assert!(html.contains("No hay propuestas.") && html.contains("No hay datos de la corrida."));
    let html = page(&large(1, 1), &facts());
    assert!(html.contains("1\u{a0}institucional + 0\u{a0}ciudadanos = 1\u{a0}aporte leído"));
    let mut p = sample::proposal();
    for (statement, placement) in p.corpus.statements.iter_mut().zip(&mut p.placements) {
        statement.origin = crate::domain::statement::Origin::Citizen;
        placement.status = Status::OutOfCompetence(OutReason::Empty);
    }
    p.candidates.clear();
    p.matches.clear();
    p.map = Array2::zeros((0, 2));
    assert!(page(&p, &facts()).contains("6 fuera de competencia"));
}

#[test]
fn twenty_thousand_statements_make_a_page_of_reasonable_size() {
    for each in [10, 1] {
        let p = large(20_000, each);
        let start = std::time::Instant::now();
        let html = page(&p, &facts());
        assert!(html.len() < 6_000_000, "{each}: {} bytes", html.len());
        assert!(start.elapsed().as_secs() < 20, "{each}: {:?}", start.elapsed());
    }
}

#[test]
fn opposite_wishes_are_listed_with_both_texts() {
    let mut p = sample::proposal();
    assert!(!page(&p, &facts()).contains("Posturas opuestas"));
    p.candidates[0].opposed = vec![[0.into(), 2.into()]];
    p.matches[0].opposed = true;
    let html = page(&p, &facts());
    let part = text_between(&html, "<h3>Posturas opuestas</h3>", "</ul>");
    for said in ["1 propuesta", "1 par así", "PD-001", "I001", "C001"] {
        assert!(part.contains(said), "{said}: {part}");
    }
}
