//! A new round beside the earlier one: the same rows, edits, other texts, numbers.

use super::*;
use crate::decide::settle::settle;
use crate::domain::decision::{Action, ContentHash, Decision, Subject};
use crate::domain::destination::Destination;
use crate::domain::index::StatementIndex;
use crate::domain::proposal::sample;

fn decision(number: i64, action: Action, rows: &[usize], proposal: &Proposal) -> Decision {
    let subject = |&i: &usize| {
        let s = &proposal.corpus.statements[i];
        Subject { id: s.id.clone(), hash: ContentHash::of(&s.text) }
    };
    Decision {
        number,
        at: "2026-09-11T10:00:00Z".into(),
        reviewer: "revisión".into(),
        run: "r".into(),
        candidate: Some(proposal.candidates[0].id.clone()),
        action,
        subjects: rows.iter().map(subject).collect(),
        reason: None,
        note: None,
        file: None,
    }
}

#[test]
fn the_same_row_is_the_same_statement_and_another_text_is_a_problem() {
    let old = Corpus {
        statements: vec![Statement::citizen("C1", "agua"), Statement::citizen("C2", "luz")],
        extra_columns: vec!["a".into()],
        ..Corpus::default()
    };
    let new = Corpus {
        statements: vec![
            Statement::citizen("C1", " agua "),
            Statement::citizen("C2", "buses"),
            Statement { extra: vec!["x".into()], ..Statement::citizen("C3", "vías") },
        ],
        extra_columns: vec!["b".into()],
        ..Corpus::default()
    };
    let joined = join(&old, new, Rewording::default());
    assert_eq!((joined.repeated, joined.problems.len()), (1, 1));
    assert_eq!(joined.corpus.len(), 3);
    assert_eq!(joined.corpus.statements[2].round, 2);
    assert_eq!(joined.corpus.statements[2].extra, ["", "x"]);
    assert_eq!(joined.corpus.statements[0].round, 1);
}

#[test]
fn an_edited_text_comes_in_with_what_it_said_before() {
    let one = |text: &str| Corpus {
        statements: vec![Statement::citizen("C1", text)],
        ..Corpus::default()
    };
    let old = one("Faltan buses en la noche para volver del trabajo");
    let joined = join(
        &old,
        one("Faltan buses en la noche y los domingos para volver a casa"),
        Rewording::default(),
    );
    assert_eq!((joined.problems.len(), joined.corpus.len()), (0, 1));
    assert!(joined.edited.contains(&0.into()));
    let statement = &joined.corpus.statements[0];
    assert_eq!(statement.edited_from.as_deref(), Some(old.statements[0].text.as_str()));
    assert!(statement.text.contains("domingos"));
    // The next round has nothing more to say of it.
    let next = join(&joined.corpus, Corpus::default(), Rewording::default());
    assert_eq!(next.corpus.statements[0].edited_from, None);
    assert!(next.edited.is_empty());
}

#[test]
fn a_text_that_shares_little_is_edited_unless_it_clearly_is_another() {
    let corpus = |texts: &[(&str, &str, &str)]| Corpus {
        statements: texts
            .iter()
            .map(|(id, text, place)| Statement {
                parroquia: Some((*place).to_owned()),
                ..Statement::citizen(id, text)
            })
            .collect(),
        ..Corpus::default()
    };
    let old = corpus(&[
        ("C1", "Faltan buses de noche para volver del trabajo", "Nono"),
        ("C2", "El agua llega sucia a las casas", "Nono"),
        ("C3", "Un parque con sombra", "Nono"),
        ("C4", "Arreglar la vereda", "Nono"),
        ("C5", "Luz en la cancha", "Nono"),
        ("C6", "Médicos en el centro de salud", "Nono"),
    ]);
    let little = "Queremos buses seguros con paradas iluminadas, rampas y horarios fijos";
    let new = corpus(&[
        ("C1", little, "NONO"),
        ("C2", "Más guardias en el mercado", "Nono"),
        ("C3", "Un parque con sombra", "Nono"),
        ("C4", "Arreglar la vereda", "Nono"),
        ("C5", "Luz en la cancha", "Nono"),
        ("C6", "Médicos en el centro de salud", "Nono"),
    ]);
    let joined = join(&old, new.clone(), Rewording::default());
    assert!(joined.edited.contains(&0.into()) && joined.edited.len() == 1);
    assert_eq!(joined.corpus.statements[0].text, little);
    assert_eq!(joined.problems.len(), 1);
    let what = &joined.problems[0].what;
    for words in ["agua llega sucia", "guardias en el mercado", "--id-prefix R2-", "--edited"] {
        assert!(what.contains(words), "{what}");
    }
    // Somebody who says that all are edits is believed.
    let joined = join(&old, new, Rewording::Any);
    assert_eq!((joined.edited.len(), joined.problems.len()), (2, 0));
    // The same words from elsewhere are another person's.
    let elsewhere = corpus(&[("C1", little, "Calderón"), ("C3", "Un parque con sombra", "Nono")]);
    let joined = join(&old, elsewhere, Rewording::default());
    assert_eq!((joined.edited.len(), joined.problems.len()), (0, 1));
}

#[test]
fn nothing_is_decided_of_an_edited_text() {
    let proposal = sample::proposal();
    let accept = Action::Accept { text: "texto".into() };
    let settled = settle(&proposal, &[decision(1, accept, &[0, 2], &proposal)]);
    let guides = guides(&proposal, &settled, Vec::new(), &[0.into()].into(), false);
    assert!(guides.decided(0.into()).is_empty());
    assert_eq!(guides.decided(2.into()).len(), 1);
    assert_eq!(guides.changed, [(0.into(), Some(ChallengeId::numbered(1)))]);
    let members: Vec<StatementIndex> = [0, 2, 3].map(StatementIndex::from).into();
    assert_eq!(guides.names[&members], "Quebradas y riberas");
    let mut marked = proposal.clone();
    mark(&mut marked, &settled);
    let standing = marked.candidates[0].decided.as_ref().expect("it is decided");
    assert_eq!((standing.accepted, standing.members), (true, 2));
    assert_eq!(marked.candidates[1].decided, None);
    assert_eq!(marked.placements[3].decided, None);
}

#[test]
fn rows_without_ids_continue_the_series_of_their_side() {
    let made = |id: &str, text: &str| Statement { made_id: true, ..Statement::citizen(id, text) };
    let given = ["TAL-008", "TAL-009", "otro"].map(|id| Statement::citizen(id, id));
    let old = Corpus { statements: given.into(), ..Corpus::default() };
    let new = Corpus {
        statements: vec![made("C001", "un parque"), made("C002", "agua")],
        ..Corpus::default()
    };
    let joined = join(&old, new, Rewording::default());
    let ids: Vec<&str> = joined.corpus.statements.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids[3..], ["TAL-010", "TAL-011"]);
}

#[test]
fn rows_without_ids_are_matched_by_what_they_say_and_numbered_after_the_others() {
    let made = |id: &str, text: &str, place: &str| Statement {
        made_id: true,
        parroquia: Some(place.into()),
        ..Statement::citizen(id, text)
    };
    let old = Corpus {
        statements: vec![made("C001", "buses", "Nono"), made("C002", "agua", "Nono")],
        ..Corpus::default()
    };
    let new = Corpus {
        statements: vec![
            made("C001", "un parque", "Nono"),
            made("C002", "agua", "Nono"),
            made("C003", "agua", "Calderón"),
        ],
        ..Corpus::default()
    };
    let joined = join(&old, new, Rewording::default());
    let ids: Vec<&str> = joined.corpus.statements.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["C001", "C002", "C003", "C004"]);
    assert_eq!((joined.repeated, joined.skipped), (1, 0));
}

#[test]
fn a_round_numbered_from_one_again_is_one_sentence() {
    let old = Corpus {
        statements: ["1", "2", "3"].map(|id| Statement::citizen(id, "agua")).into(),
        ..Corpus::default()
    };
    let new = Corpus {
        statements: ["1", "2", "4"].map(|id| Statement::citizen(id, "luz")).into(),
        ..Corpus::default()
    };
    let joined = join(&old, new, Rewording::default());
    assert_eq!((joined.problems.len(), joined.skipped), (1, 2));
    assert!(joined.problems[0].what.contains("--id-prefix R2-"));
}

#[test]
fn what_people_put_in_a_final_anchors_the_frame_and_teaches() {
    let proposal = sample::proposal();
    let to = ChallengeId::of_frame("DM001").into();
    let decisions = [decision(1, Action::Move { to }, &[0, 2], &proposal)];
    let settled = settle(&proposal, &decisions);
    let guides = guides(&proposal, &settled, Vec::new(), &BTreeSet::new(), false);
    assert!(guides.closed);
    assert_eq!(guides.decided(0.into()), [ChallengeIndex::from(0)]);
    assert_eq!(guides.decided(1.into()), []);
    assert_eq!(guides.decisions(), 2);
    assert_eq!(guides.last_number, 2);
}

#[test]
fn what_people_put_nowhere_stays_there() {
    let proposal = sample::proposal();
    let to = Destination::Nothing;
    let decisions = [decision(1, Action::Move { to }, &[2], &proposal)];
    let settled = settle(&proposal, &decisions);
    let guides = guides(&proposal, &settled, Vec::new(), &BTreeSet::new(), false);
    assert!(guides.settled.contains_key(&StatementIndex::from(2)));
    assert!(guides.challenges.is_empty());
}
