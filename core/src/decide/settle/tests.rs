//! What each kind of decision settles, and what becomes trouble.

use super::*;
use crate::domain::decision::{Action, ContentHash, Subject};
use crate::domain::destination::Destination;
use crate::domain::frame::Horizon;
use crate::domain::proposal::sample;

/// The statements of the sample: 0 I001, 1 I002, 2 C001, 3 C002 (PD-001 has 0, 2 and 3; PD-002 has
/// 1), 4 C003 and 5 C004 (out).
const IDS: [&str; 6] = ["I001", "I002", "C001", "C002", "C003", "C004"];

pub(super) fn subject(proposal: &Proposal, i: usize) -> Subject {
    let statement = &proposal.corpus.statements[i];
    Subject { id: statement.id.clone(), hash: ContentHash::of(&statement.text) }
}

/// A log in the making.
#[derive(Clone)]
struct TestRecord {
    proposal: Proposal,
    log: Vec<Decision>,
    run: &'static str,
}

fn told() -> TestRecord {
    TestRecord { proposal: sample::proposal(), log: Vec::new(), run: "r1" }
}

fn key(cell: &str) -> ChallengeId {
    cell.parse().unwrap()
}

fn to(cell: &str) -> Destination {
    cell.parse().unwrap()
}

impl TestRecord {
    fn says(mut self, who: &str, candidate: usize, action: Action, subjects: &[usize]) -> Self {
        let subjects = subjects.iter().map(|&i| subject(&self.proposal, i)).collect();
        self.log.push(Decision {
            number: self.log.len() as i64 + 1,
            at: "2026-09-11T10:00:00Z".into(),
            reviewer: who.into(),
            run: self.run.into(),
            candidate: (candidate > 0).then(|| ChallengeId::numbered(candidate)),
            action,
            subjects,
            reason: None,
            note: None,
            file: None,
        });
        self
    }

    fn because(mut self, reason: &str) -> Self {
        self.log.last_mut().unwrap().reason = Some(reason.into());
        self
    }

    fn accepts(self, who: &str, candidate: usize, subjects: &[usize]) -> Self {
        self.says(who, candidate, Action::Accept { text: "aceptado".into() }, subjects)
    }

    fn moves(self, who: &str, cell: &str, subjects: &[usize]) -> Self {
        self.says(who, 0, Action::Move { to: to(cell) }, subjects)
    }

    fn merges(self, who: &str, candidate: usize, cell: &str, subjects: &[usize]) -> Self {
        self.says(who, candidate, Action::Merge { into: to(cell) }, subjects)
    }

    fn in_run(mut self, run: &'static str) -> Self {
        self.run = run;
        self
    }

    fn settled(&self) -> Settled {
        settle(&self.proposal, &self.log)
    }

    fn outcome(&self, i: usize) -> Outcome {
        self.settled().statements[i].outcome.clone()
    }

    fn troubles(&self) -> Vec<(TroubleKind, String)> {
        self.settled().troubles.into_iter().map(|t| (t.kind, t.what)).collect()
    }
}

fn inside(cell: &str) -> Outcome {
    Outcome::In(key(cell))
}

fn group(settled: &Settled, cell: &str) -> Group {
    settled.groups.iter().find(|group| group.key == key(cell)).unwrap().clone()
}

#[test]
fn without_decisions_everything_is_as_proposed() {
    let settled = told().settled();
    let standings: Vec<Outcome> = settled.statements.iter().map(|s| s.outcome.clone()).collect();
    let machine = sample::proposal().placements;
    assert_eq!(standings, machine.iter().map(|p| proposed(&p.status)).collect::<Vec<_>>());
    assert!(settled.statements.iter().all(|s| s.decided.is_none() && !s.by_people));
    assert!(settled.troubles.is_empty() && settled.rejected.is_empty());
    let first = group(&settled, "PD-001");
    assert_eq!(
        (first.accepted, &first.members[..], &first.proposed[..]),
        (false, &[][..], &[0, 2, 3][..])
    );
    assert!(first.title.starts_with("Recuperar las quebradas"));
    assert_eq!(settled.constraints().destinations, vec![None; 6]);
}

#[test]
fn an_accepted_candidate_keeps_the_texts_accepted_with_it() {
    let t = told().accepts("Ana", 1, &[0, 2]).moves("Ana", "PD-002", &[3]);
    let settled = t.settled();
    assert_eq!(t.outcome(0), inside("PD-001"));
    assert_eq!(t.outcome(3), inside("PD-002"));
    assert_eq!(t.outcome(1), Outcome::Proposed(1));
    let first = group(&settled, "PD-001");
    assert_eq!(
        (first.accepted, first.title.as_str(), first.members),
        (true, "aceptado", vec![0, 2])
    );
    let second = group(&settled, "PD-002");
    assert_eq!((second.accepted, second.members, second.proposed), (false, vec![3], vec![1]));
    let opinion = settled.statements[3].decided.clone().unwrap();
    assert_eq!((opinion.number, opinion.reviewer.as_str()), (2, "Ana"));
    let constraints = settled.constraints();
    assert_eq!(constraints.must_link, [[0, 2]]);
    assert_eq!(constraints.frozen, [key("PD-001")]);
    assert_eq!(constraints.destinations[3], Some(to("PD-002")));
}

#[test]
fn a_renamed_candidate_has_peoples_words() {
    let rename = |text: &str| Action::Rename { text: text.into() };
    let t = told().accepts("Ana", 1, &[0]).says("Ana", 1, rename("Cuidar el agua"), &[]);
    assert_eq!(group(&t.settled(), "PD-001").title, "Cuidar el agua");
    let t = t.says("Luis", 1, rename("Otra"), &[]);
    let disputed = group(&t.settled(), "PD-001");
    assert_eq!(disputed.title, "aceptado");
    assert_eq!(disputed.contested.unwrap(), "PD-001: Ana dice «Cuidar el agua»; Luis dice «Otra»");
    assert!(t.settled().constraints().frozen.is_empty());
}

#[test]
fn a_merged_candidate_leads_to_the_other_also_for_what_is_moved_there_later() {
    let t = told().merges("Ana", 1, "PD-002", &[0, 2]).moves("Luis", "PD-001", &[4]);
    assert_eq!(t.outcome(0), inside("PD-002"));
    assert_eq!(t.outcome(4), inside("PD-002"));
    let settled = t.settled();
    assert_eq!(group(&settled, "PD-002").proposed, [1, 3], "the undecided one goes along");
    assert_eq!(settled.rejected, [ChallengeId::numbered(1)]);
}

#[test]
fn a_circle_of_merges_is_trouble() {
    let t = told().merges("Ana", 1, "PD-002", &[0]).merges("Luis", 2, "PD-001", &[1]);
    let what = "PD-001, PD-002 se fusionan en círculo: falta decir cuál queda";
    assert_eq!(t.outcome(0), Outcome::Pending(what.into()));
    assert_eq!(t.outcome(1), Outcome::Pending(what.into()));
    assert_eq!(t.troubles(), [(TroubleKind::Circle, what.to_owned())]);
    assert_eq!(t.settled().troubles[0].statements.len(), 2);
}

#[test]
fn finals_and_new_challenges_are_groups() {
    let t = told().moves("Ana", "DM001", &[0]).moves("Ana", "nuevo: Ciclovías", &[1]).moves(
        "Luis",
        "nuevo:ciclovias",
        &[2],
    );
    let settled = t.settled();
    assert_eq!(group(&settled, "DM001").title, "Recuperar las quebradas del distrito.");
    let new = group(&settled, "PD-003");
    assert_eq!((new.title.as_str(), new.accepted, new.members), ("Ciclovías", true, vec![1, 2]));
}

#[test]
fn what_is_taken_out_waits_unless_the_machine_finds_it_another_place() {
    let t = told().accepts("Ana", 1, &[0, 2]).says("Ana", 1, Action::TakeOut, &[3]);
    assert_eq!(t.outcome(3), Outcome::Pending("sacado de PD-001: falta decir a dónde va".into()));
    let apart = t.settled().constraints().cannot_link;
    assert_eq!(apart, [Apart { statement: 3, from: vec![0, 2] }]);

    let mut t = t.in_run("r2");
    t.proposal.placements[3].status = Status::Candidate(1.into());
    assert_eq!(t.outcome(3), Outcome::Proposed(1));
    assert_eq!(t.settled().constraints().cannot_link.len(), 1, "still not with the others");
    assert!(!t.settled().statements[3].by_people);
}

#[test]
fn a_divided_candidate_leaves_its_texts_open() {
    let t = told().says("Ana", 1, Action::Split { to: None }, &[0, 2]).moves("Ana", "DM001", &[3]);
    let why = "PD-001 se divide: falta decir a dónde va este texto";
    assert_eq!(t.outcome(0), Outcome::Pending(why.into()));
    assert_eq!(t.outcome(3), inside("DM001"));
    assert_eq!(t.settled().rejected, [ChallengeId::numbered(1)]);
    assert!(t.settled().constraints().cannot_link.is_empty());
}

#[test]
fn what_was_moved_into_a_divided_candidate_by_hand_waits_with_the_rest() {
    let split = || Action::Split { to: None };
    let t = told().moves("Ana", "PD-001", &[1]).says("Ana", 1, split(), &[0, 1, 2]);
    let why = "PD-001 se divide: falta decir a dónde va este texto";
    for i in [0, 1, 2] {
        assert_eq!(t.outcome(i), Outcome::Pending(why.into()), "{i}");
    }
    // What another one had moved there and is no longer sure of does not, whoever spoke first.
    let dont_know = || Action::DontKnow;
    let before = told().moves("Luis", "PD-001", &[1]).says("Luis", 1, dont_know(), &[1]);
    let before = before.says("Ana", 1, split(), &[1]);
    let after = told().says("Ana", 1, split(), &[1]).moves("Luis", "PD-001", &[1]);
    let after = after.says("Luis", 1, dont_know(), &[1]);
    assert_eq!(before.outcome(1), after.outcome(1));
    assert_eq!(before.outcome(1), Outcome::Proposed(1));
    // What was only proposed elsewhere when an earlier run's candidate was divided goes on there.
    let t = told().says("Ana", 1, split(), &[1]);
    assert_eq!(t.outcome(1), Outcome::Proposed(1));
}

#[test]
fn discarding_and_leaving_out_are_two_states() {
    let t = told()
        .says("Ana", 1, Action::Discard, &[0])
        .because("repite a otro desafío")
        .moves("Ana", "NINGUNO", &[1, 4, 5])
        .moves("Ana", "NINGUNO", &[2])
        .because("es un reclamo privado");
    assert_eq!(t.outcome(0), Outcome::Discarded("repite a otro desafío".into()));
    assert_eq!(t.outcome(1), Outcome::OutOfCompetence(OutReason::Foreign));
    assert_eq!(t.outcome(2), Outcome::Discarded("es un reclamo privado".into()));
    assert_eq!(t.outcome(5), Outcome::OutOfCompetence(OutReason::Empty), "the machine knew why");
    assert!(t.settled().statements[5].by_people);
    assert_eq!(t.settled().constraints().destinations[5], Some(Destination::Nothing));
}

#[test]
fn two_reviewers_who_disagree_leave_it_pending_with_both_names() {
    let t = told().accepts("Ana", 1, &[0, 2, 3]).moves("Luis", "PD-002", &[3]);
    let what = "Ana dice PD-001; Luis dice PD-002";
    assert_eq!(t.outcome(3), Outcome::Pending(format!("no hay acuerdo: {what}")));
    assert_eq!(t.outcome(0), inside("PD-001"));
    let troubles = t.settled().troubles;
    assert_eq!(troubles.len(), 1);
    assert_eq!((troubles[0].kind, troubles[0].what.as_str()), (TroubleKind::Conflict, what));
    assert_eq!(troubles[0].decisions, [1, 2]);
    assert_eq!(troubles[0].statements, [StatementId::new("C002")]);

    let t = t.says("ana", 0, Action::Undo { decision: 2 }, &[]);
    assert_eq!(t.outcome(3), inside("PD-001"), "undo restores");
}

#[test]
fn the_same_reviewer_may_change_their_mind_and_a_later_run_knows_more() {
    let t = told().moves("Ana", "PD-002", &[0]).moves(" ANA ", "DM001", &[0]);
    assert_eq!(t.outcome(0), inside("DM001"));
    let t = t.in_run("r2").moves("Luis", "PD-001", &[0]);
    assert_eq!(t.outcome(0), inside("PD-001"));
    assert!(t.troubles().is_empty());
}

#[test]
fn not_knowing_yields_to_who_knows() {
    let t = told().says("Ana", 1, Action::DontKnow, &[0, 2]).accepts("Luis", 1, &[2, 3]);
    assert_eq!(t.outcome(0), Outcome::Pending("no sé (Ana)".into()));
    assert_eq!(t.outcome(2), inside("PD-001"));
    assert!(t.troubles().is_empty());
}

#[test]
fn taking_out_agrees_with_moving_elsewhere_and_not_with_staying() {
    let t = told().says("Ana", 1, Action::TakeOut, &[0, 2]).moves("Luis", "PD-002", &[0]);
    assert_eq!(t.outcome(0), inside("PD-002"));
    let t = t.accepts("Luis", 1, &[2]);
    assert!(matches!(t.outcome(2), Outcome::Pending(why) if why.contains("sacar de PD-001")));
}

#[test]
fn a_statement_with_two_demands_is_in_two_groups() {
    let also = |cell: &str| Action::AlsoIn { also: to(cell) };
    let t = told().accepts("Ana", 1, &[0]).says("Ana", 0, also("DM001"), &[0]);
    let settled = t.settled();
    assert_eq!(settled.statements[0].also_in, [key("DM001")]);
    assert_eq!(group(&settled, "DM001").also, [0]);
    let t = t.says("Ana", 0, also("PD-002"), &[0]);
    assert_eq!(t.settled().statements[0].also_in, [key("PD-002")], "the last opinion of each");
    let t = t.says("Ana", 0, Action::Discard, &[0]);
    assert!(t.settled().statements[0].also_in.is_empty());
    let t = told().says("Ana", 0, Action::Discard, &[0]).says("Luis", 0, also("DM001"), &[0]);
    let what = "Ana dice descartar; Luis dice también en DM001";
    assert_eq!(t.troubles(), [(TroubleKind::Conflict, what.to_owned())]);
}

#[test]
fn a_text_that_changed_is_pending_until_somebody_looks_again() {
    let mut t = told().accepts("Ana", 1, &[0, 2]);
    t.proposal.corpus.statements[2].text = "otra cosa".into();
    let why = "el texto cambió desde que se revisó";
    assert_eq!(t.outcome(2), Outcome::Pending(why.into()));
    assert_eq!(t.outcome(0), inside("PD-001"));
    assert_eq!(t.troubles(), [(TroubleKind::Stale, why.to_owned())]);
    let t = t.moves("Luis", "DM001", &[2]);
    assert_eq!(t.outcome(2), inside("DM001"));
    assert!(t.troubles().is_empty());
}

#[test]
fn what_names_nothing_is_trouble() {
    let mut t = told()
        .moves("Ana", "PD-099", &[0])
        .moves("Ana", "DM999", &[1])
        .says("Ana", 0, Action::TakeOut, &[2])
        .says("Ana", 0, Action::Undo { decision: 77 }, &[]);
    t = t.moves("Ana", "DM001", &[3]);
    t.log.last_mut().unwrap().subjects[0].id = StatementId::new("X1");
    let kinds: Vec<TroubleKind> = t.troubles().into_iter().map(|(kind, _)| kind).collect();
    let unknown =
        [TroubleKind::UnknownCandidate, TroubleKind::UnknownFinal, TroubleKind::UnknownStatement];
    assert_eq!(kinds, [&unknown[..], &[TroubleKind::Malformed, TroubleKind::Malformed]].concat());
    assert!(matches!(t.outcome(0), Outcome::Pending(why) if why.contains("PD-099")));
    assert!(matches!(t.outcome(1), Outcome::Pending(why) if why.contains("DM999")));
    assert_eq!(t.outcome(3), Outcome::Proposed(0));
}

#[test]
fn an_accepted_candidate_outlives_the_run_that_proposed_it() {
    let t = told().accepts("Ana", 9, &[0, 2]);
    assert_eq!(t.outcome(0), inside("PD-009"));
    assert_eq!(group(&t.settled(), "PD-009").title, "aceptado");
}

#[test]
fn accepting_and_merging_the_same_candidate_is_a_dispute() {
    let t = told().accepts("Ana", 1, &[0]).merges("Luis", 1, "PD-002", &[0]);
    assert!(matches!(t.outcome(0), Outcome::Pending(_)));
    let all: Vec<String> = t.troubles().into_iter().map(|(_, what)| what).collect();
    assert!(all.contains(&"PD-001: Ana dice aceptar; Luis dice fusionar con PD-002".to_owned()));
    assert!(t.settled().rejected.is_empty());
}

#[test]
fn a_final_proposed_as_a_candidate_is_the_same_place() {
    let mut t = told();
    t.proposal.candidates[1].id = ChallengeId::of_frame("DM001");
    let mut t = t.moves("Ana", "DM001", &[0]).accepts("Luis", 2, &[1]);
    t.log[1].candidate = Some(ChallengeId::of_frame("DM001"));
    assert_eq!(t.outcome(1), inside("DM001"));
    assert_eq!(group(&t.settled(), "DM001").members, [0, 1]);
}

#[test]
fn an_emptied_candidate_is_gone() {
    let t = told().moves("Ana", "DM001", &[1]);
    assert_eq!(t.settled().rejected, [ChallengeId::numbered(2)]);
    assert_eq!(IDS[1], t.proposal.corpus.statements[1].id.as_str());
}

fn aligned(horizon: Option<Horizon>, gestion: &str, politicas: &[&str]) -> Action {
    Action::Align {
        horizon,
        objetivo_desarrollo: None,
        objetivo_gestion: (!gestion.is_empty()).then(|| gestion.to_owned()),
        politicas: politicas.iter().map(|id| (*id).to_owned()).collect(),
    }
}

#[test]
fn people_decide_the_alignment_part_by_part() {
    let gestion = Some(Horizon::Gestion);
    let t = told()
        .says("Ana", 1, aligned(gestion, "", &["P01", "P01 "]), &[])
        .says("Luis", 1, aligned(None, "1.1", &[]), &[])
        .says("Luis", 2, aligned(None, "", &["NINGUNO"]), &[]);
    let one = group(&t.settled(), "PD-001");
    let whole = Alignment {
        horizon: gestion,
        objetivo_desarrollo: None,
        objetivo_gestion: Some("1.1".into()),
        politicas: vec!["P01".into()],
    };
    assert_eq!((one.alignment, one.contested, one.accepted), (whole, None, false));
    assert_eq!(group(&t.settled(), "PD-002").alignment.politicas, ["NINGUNO"]);
    assert_eq!(t.outcome(0), Outcome::Proposed(0), "it says nothing of the statements");
    assert!(t.troubles().is_empty());
    let t = t.says("Ana", 0, Action::Undo { decision: 1 }, &[]);
    assert_eq!(group(&t.settled(), "PD-001").alignment.to_string(), "objetivo de gestión 1.1");
}

#[test]
fn reviewers_who_align_differently_leave_that_part_open() {
    let t = told().says("Ana", 1, aligned(Some(Horizon::Gestion), "1.1", &[]), &[]).says(
        "Luis",
        1,
        aligned(Some(Horizon::LargoPlazo), "1.1", &[]),
        &[],
    );
    let what = "PD-001: Ana dice horizonte gestión; Luis dice horizonte largo plazo";
    assert_eq!(t.troubles(), [(TroubleKind::Conflict, what.to_owned())]);
    let one = group(&t.settled(), "PD-001");
    assert_eq!(one.contested.as_deref(), Some(what));
    assert_eq!(one.alignment.to_string(), "objetivo de gestión 1.1");
    let t = t.in_run("r2").says("Rosa", 1, aligned(Some(Horizon::LargoPlazo), "", &[]), &[]);
    assert_eq!(group(&t.settled(), "PD-001").alignment.to_string(), "largo plazo");
    assert!(t.troubles().is_empty());
}

#[test]
fn parts_that_do_not_fit_together_are_contested() {
    let long = Some(Horizon::LargoPlazo);
    let t = told()
        .says("Ana", 1, aligned(None, "NINGUNO", &[]), &[])
        .says("Luis", 1, aligned(None, "", &["P01"]), &[])
        .says("Ana", 2, aligned(long, "", &["P01"]), &[]);
    let what: Vec<String> = t.troubles().into_iter().map(|(_, what)| what).collect();
    assert_eq!(
        what,
        [
            "PD-001: alineación incompatible: la política P01 es del objetivo de gestión 1.1 y no de NINGUNO",
            "PD-002: alineación incompatible: un desafío de largo plazo no tiene objetivo de gestión ni política",
        ]
    );
    assert!(group(&t.settled(), "PD-002").contested.is_some());
}

#[test]
fn an_alignment_to_what_the_frame_does_not_have_is_trouble() {
    let t = told().says("Ana", 1, aligned(None, "9.9", &["P01", "P77"]), &[]);
    let kinds: Vec<TroubleKind> = t.troubles().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [TroubleKind::UnknownReference; 2]);
    assert!(group(&t.settled(), "PD-001").alignment.is_empty());
    let t = told().says("Ana", 0, aligned(None, "1.1", &[]), &[]);
    assert_eq!(t.troubles()[0].0, TroubleKind::Malformed, "of which candidate?");
}

#[test]
fn a_challenge_of_the_frame_and_a_new_one_can_be_aligned() {
    let mut t = told().moves("Ana", "DM001", &[0]).moves("Ana", "nuevo:Agua", &[1]);
    for id in ["DM001", "nuevo:agua"] {
        t = t.says("Ana", 9, aligned(None, "1.1", &[]), &[]);
        t.log.last_mut().unwrap().candidate = Some(id.parse().unwrap());
    }
    for cell in ["DM001", "PD-003"] {
        assert_eq!(group(&t.settled(), cell).alignment.to_string(), "objetivo de gestión 1.1");
    }
}

#[test]
fn the_coordinator_settles_what_reviewers_disagree_on() {
    let t = told().moves("Ana", "DM001", &[0]).moves("Luis", "nuevo:agua", &[0]);
    assert!(matches!(t.outcome(0), Outcome::Pending(_)));
    let rosa = t.moves("Rosa", "PD-002", &[0]).accepts("Ana", 1, &[2]);
    assert!(matches!(rosa.outcome(0), Outcome::Pending(_)), "Rosa is one more");
    let t = rosa.says("rosa", 0, Action::Coordinate, &[]);
    assert_eq!(t.outcome(0), Outcome::In(ChallengeId::numbered(2)));
    let settled = t.settled();
    let overruled = settled.statements[0].overruled.as_deref().unwrap();
    assert_eq!(overruled, "Ana dice DM001; Luis dice PD-003 «agua»; Rosa dice PD-002");
    assert_eq!(settled.statements[2].overruled, None);
    assert!(settled.troubles.is_empty());
    // Who cannot say settles nothing, and nobody coordinates once that is taken back.
    let unsure = t.clone().says("Rosa", 0, Action::DontKnow, &[0]);
    assert!(matches!(unsure.outcome(0), Outcome::Pending(_)));
    let number = t.log.last().unwrap().number;
    let t = t.says("Rosa", 0, Action::Undo { decision: number }, &[]);
    assert!(matches!(t.outcome(0), Outcome::Pending(_)));
}

#[test]
fn the_coordinator_s_wording_and_alignment_stand() {
    let t = told()
        .accepts("Ana", 1, &[0, 2])
        .says("Ana", 1, Action::Rename { text: "Uno".into() }, &[])
        .says("Luis", 1, Action::Rename { text: "Otro".into() }, &[])
        .says("Ana", 1, aligned(None, "1.1", &[]), &[])
        .says("Luis", 1, aligned(None, "NINGUNO", &[]), &[]);
    assert!(group(&t.settled(), "PD-001").contested.is_some());
    let t = t
        .says("Rosa", 0, Action::Coordinate, &[])
        .says("Rosa", 1, Action::Rename { text: "Otro".into() }, &[])
        .says("Rosa", 1, aligned(None, "1.1", &[]), &[]);
    let settled = t.settled();
    let group = group(&settled, "PD-001");
    assert_eq!((group.title.as_str(), group.contested.clone()), ("Otro", None));
    assert_eq!(group.alignment.objetivo_gestion.as_deref(), Some("1.1"));
}

#[test]
fn a_new_challenge_can_be_reworded_and_merged_as_any_other() {
    let t = told().moves("Ana", "nuevo:agua", &[0]);
    let rename = Action::Rename { text: "Cuidar el agua".into() };
    let renamed = t.clone().says("Ana", 3, rename, &[]).settled();
    assert_eq!(group(&renamed, "PD-003").title, "Cuidar el agua");
    let t = t.merges("Luis", 3, "PD-002", &[]);
    assert_eq!(t.outcome(0), Outcome::In(ChallengeId::numbered(2)));
}
