//! The board: a run's proposal with people's decisions over it, and the cards they make together.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::settle::{Group, Outcome, Settled, settle};
use crate::domain::decision::{
    Action, Alignment, ContentHash, Decision, Destination, Slot, not_undone,
};
use crate::domain::proposal::{CandidateId, Proposal, Status};
use crate::domain::statement::Origin;
use crate::text::fold;
use crate::text::lexicon::Lexicon;

/// Who looks, as far as it changes what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everything.
    Open,
    /// Without the machine's words: drafts, firmness, near candidates, order and map.
    Blind,
}

/// What has become of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// Nobody decided anything.
    Open,
    /// Some of its statements are decided.
    Begun,
    /// Reviewers disagree, or do not know, or a statement has no place yet.
    Waiting,
    /// People decided all of it.
    Decided,
    /// It is not there any more: merged, divided, or emptied.
    Gone,
}

impl State {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Begun => "begun",
            Self::Waiting => "waiting",
            Self::Decided => "decided",
            Self::Gone => "gone",
        }
    }
}

/// A challenge in the making as the page knows it.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub(super) key: Destination,
    /// The candidate of the run that it is, if any.
    pub(super) candidate: Option<usize>,
    pub(super) title: String,
    pub(super) state: State,
    pub(super) contested: Option<String>,
    pub(super) accepted: bool,
    pub(super) alignment: Alignment,
    pub(super) competencia: usize,
    /// What people put here and what the machine does, most typical first.
    pub(super) here: Vec<usize>,
    /// How many of `here` people decided.
    pub(super) decided: usize,
    /// How many of `here` somebody looked at and could not decide about.
    pub(super) unsure: usize,
    /// Statements of other cards that belong here too.
    pub(super) also: Vec<usize>,
    /// Statements that the machine puts here and that wait for a person.
    pub(super) pending: Vec<usize>,
    /// What one has seen who saw the card: changes with anything that is decided about it.
    pub(super) seen: String,
    /// Its place in the order of review, from 1.
    pub(super) rank: usize,
}

impl Card {
    pub(super) fn id(&self) -> String {
        self.key.to_string()
    }

    /// The name under which decisions speak of it as a candidate.
    pub(super) fn as_candidate(&self) -> CandidateId {
        CandidateId(self.id())
    }
}

/// A run with its decisions, as the page sees it.
pub struct Board {
    pub(super) proposal: Proposal,
    pub(super) lexicon: Lexicon,
    /// The statements' texts as they are searched.
    pub(super) folded: Vec<String>,
    pub(super) decisions: Vec<Decision>,
    pub(super) settled: Settled,
    pub(super) cards: Vec<Card>,
    /// The cards by id.
    pub(super) index: BTreeMap<String, usize>,
    /// Row i is the card that statement i stands in or waits at.
    pub(super) home: Vec<Option<usize>>,
    /// The statements by id.
    pub(super) statements: BTreeMap<String, usize>,
    /// The candidates of the run by id.
    pub(super) candidates: BTreeMap<String, usize>,
    /// The statements that say the same as another, by the first of them, itself included.
    pub(super) families: BTreeMap<usize, Vec<usize>>,
}

impl Board {
    /// The board of a proposal and a log's decisions, in their order.
    pub fn new(proposal: Proposal, decisions: Vec<Decision>) -> Self {
        let lexicon = Lexicon::of(proposal.corpus.texts());
        let folded = proposal.corpus.texts().map(fold).collect();
        let named = proposal.corpus.statements.iter().enumerate();
        let statements = named.map(|(i, s)| (s.id.to_string(), i)).collect();
        let all = proposal.candidates.iter().enumerate();
        let candidates = all.map(|(c, one)| (one.id.to_string(), c)).collect();
        let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in 0..proposal.corpus.len() {
            families.entry(first(&proposal, i)).or_default().push(i);
        }
        families.retain(|_, members| members.len() > 1);
        let settled = settle(&proposal, &decisions);
        let mut board = Self {
            proposal,
            lexicon,
            folded,
            decisions,
            settled,
            cards: Vec::new(),
            index: BTreeMap::new(),
            home: Vec::new(),
            statements,
            candidates,
            families,
        };
        board.lay_out();
        board
    }

    /// Takes in an act that the log has numbered; returns the ids of the cards that are different.
    pub fn add(&mut self, decision: Decision) -> Vec<String> {
        let before: BTreeMap<String, String> =
            self.cards.iter().map(|card| (card.id(), card.seen.clone())).collect();
        self.decisions.push(decision);
        self.settled = settle(&self.proposal, &self.decisions);
        self.lay_out();
        let now: BTreeMap<String, String> =
            self.cards.iter().map(|card| (card.id(), card.seen.clone())).collect();
        let keys: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
        keys.into_iter().filter(|key| before.get(*key) != now.get(*key)).cloned().collect()
    }

    /// The number of the last act.
    pub fn version(&self) -> i64 {
        self.decisions.last().map_or(0, |decision| decision.number)
    }

    /// The decisions, in the log's order.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    pub(super) fn card_of(&self, id: &str) -> Option<&Card> {
        self.index.get(id).map(|&card| &self.cards[card])
    }

    /// What one has seen who saw where a statement stands.
    pub(super) fn seen(&self, statement: usize) -> String {
        ContentHash::of(&format!("{:?}", self.settled.statements[statement])).0
    }

    fn lay_out(&mut self) {
        let mut cards: Vec<Card> =
            self.settled.groups.iter().map(|group| self.card(group)).collect();
        let mut known: BTreeSet<String> = cards.iter().map(Card::id).collect();
        for (c, candidate) in self.proposal.candidates.iter().enumerate() {
            let spelled = known.contains(candidate.id.0.as_str());
            if candidate.members.is_empty() || spelled {
                continue;
            }
            known.insert(candidate.id.to_string());
            cards.push(self.bare(c));
        }
        let waiting = self.waiting();
        let about = self.about();
        for card in &mut cards {
            let id = card.id();
            let (unsure, pending) = waiting.get(&id).cloned().unwrap_or_default();
            card.unsure = unsure.len();
            card.here.extend(unsure);
            self.sort(card.candidate, &mut card.here);
            card.pending = pending;
            card.state = state(card);
            card.seen = self.fingerprint(card, about.get(&id).copied().unwrap_or(0));
        }
        self.rank(&mut cards);
        self.home = vec![None; self.proposal.corpus.len()];
        for (at, card) in cards.iter().enumerate() {
            for &i in card.here.iter().chain(&card.pending) {
                self.home[i] = Some(at);
            }
        }
        self.index = cards.iter().enumerate().map(|(at, card)| (card.id(), at)).collect();
        self.cards = cards;
    }

    fn card(&self, group: &Group) -> Card {
        let candidate = self.candidates.get(&group.key.to_string()).copied();
        let mut here: Vec<usize> = group.members.iter().chain(&group.proposed).copied().collect();
        self.sort(candidate, &mut here);
        Card {
            key: group.key.clone(),
            candidate,
            title: group.title.clone(),
            state: State::Open,
            contested: group.contested.clone(),
            accepted: group.accepted,
            alignment: group.alignment.clone(),
            competencia: self.competencia(&group.key, candidate, &here),
            decided: group.members.len(),
            unsure: 0,
            here,
            also: group.also.clone(),
            pending: Vec::new(),
            seen: String::new(),
            rank: 0,
        }
    }

    /// A candidate in which nothing stands any more.
    fn bare(&self, c: usize) -> Card {
        let candidate = &self.proposal.candidates[c];
        Card {
            key: Destination::Candidate(candidate.id.clone()),
            candidate: Some(c),
            title: candidate.draft.text.clone(),
            state: State::Gone,
            contested: None,
            accepted: false,
            alignment: Alignment::default(),
            competencia: candidate.competencia,
            here: Vec::new(),
            decided: 0,
            unsure: 0,
            also: Vec::new(),
            pending: Vec::new(),
            seen: String::new(),
            rank: 0,
        }
    }

    /// The candidate's competencia, else the frame's for it, else the one most statements have.
    fn competencia(&self, key: &Destination, candidate: Option<usize>, here: &[usize]) -> usize {
        if let Some(c) = candidate {
            return self.proposal.candidates[c].competencia;
        }
        if let Destination::Final(id) = key
            && let Some(desafio) = self.proposal.frame.desafios.iter().find(|d| d.id == *id)
        {
            return desafio.competencia;
        }
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for &i in here {
            *counts.entry(self.proposal.placements[i].competencia).or_default() += 1;
        }
        counts.into_iter().max_by_key(|&(c, n)| (n, std::cmp::Reverse(c))).map_or(0, |(c, _)| c)
    }

    /// Puts statements in the order of a card: most typical first.
    fn sort(&self, candidate: Option<usize>, statements: &mut [usize]) {
        let members = candidate.map(|c| self.proposal.candidates[c].members.iter().copied());
        let place: BTreeMap<usize, usize> = members.into_iter().flatten().zip(0..).collect();
        statements.sort_by_key(|&i| (place.get(&i).copied().unwrap_or(usize::MAX), i));
    }

    /// The pending statements by the candidate that the machine has for them: those about which
    /// somebody only did not know, and the others.
    fn waiting(&self) -> BTreeMap<String, (Vec<usize>, Vec<usize>)> {
        let unsure = self.unsure();
        let mut waiting: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (i, settlement) in self.settled.statements.iter().enumerate() {
            if let (Outcome::Pending(_), Status::Candidate(c)) =
                (&settlement.standing, &self.proposal.placements[i].status)
            {
                let id = self.proposal.candidates[*c].id.to_string();
                let (unknown, others) = waiting.entry(id).or_default();
                let place = if unsure.contains(&i) { unknown } else { others };
                place.push(i);
            }
        }
        waiting
    }

    /// The statements about whose place nothing is said in the last run in which anything is, but
    /// that somebody does not know.
    fn unsure(&self) -> BTreeSet<usize> {
        let mut last: BTreeMap<usize, (&str, bool)> = BTreeMap::new();
        for decision in not_undone(&self.decisions) {
            let unknown = decision.action == Action::DontKnow;
            for slot in decision.slots() {
                let Slot::Place(id) = slot else { continue };
                let Some(&i) = self.statements.get(id.as_str()) else { continue };
                let said = last.entry(i).or_insert((decision.run.as_str(), unknown));
                let same = said.0 == decision.run;
                *said = (decision.run.as_str(), unknown && (said.1 || !same));
            }
        }
        last.into_iter().filter(|(_, (_, unknown))| *unknown).map(|(i, _)| i).collect()
    }

    /// The last act in force about each card as such.
    fn about(&self) -> BTreeMap<String, i64> {
        let mut about = BTreeMap::new();
        for decision in not_undone(&self.decisions) {
            if let Some(candidate) = &decision.candidate {
                about.insert(candidate.to_string(), decision.number);
            }
        }
        about
    }

    fn fingerprint(&self, card: &Card, about: i64) -> String {
        let statements = card.here.iter().chain(&card.also).chain(&card.pending);
        let standings: Vec<_> = statements.map(|&i| (i, &self.settled.statements[i])).collect();
        let all = (&card.title, card.accepted, &card.contested, card.state, about, standings);
        ContentHash::of(&format!("{all:?}")).0
    }

    /// The order of review: riskiest first; what people made anew, which has no risk, comes last.
    fn rank(&self, cards: &mut [Card]) {
        let risk = |card: &Card| card.candidate.map_or(-1.0, |c| self.proposal.candidates[c].risk);
        let mut order: Vec<usize> = (0..cards.len()).collect();
        order.sort_by(|&a, &b| risk(&cards[b]).total_cmp(&risk(&cards[a])).then(a.cmp(&b)));
        for (rank, at) in (1..).zip(order) {
            cards[at].rank = rank;
        }
    }

    /// How many of some statements are institutional, and how many citizen.
    pub(super) fn sides(&self, statements: &[usize]) -> (usize, usize) {
        let institutional = statements
            .iter()
            .filter(|&&i| self.proposal.corpus.statements[i].origin == Origin::Institutional)
            .count();
        (institutional, statements.len() - institutional)
    }
}

/// The first statement that says the same; itself where none does. Duplicates point backwards.
pub(super) fn first(proposal: &Proposal, statement: usize) -> usize {
    let mut at = statement;
    while let Some(duplicate) = proposal.placements[at].duplicate.filter(|d| d.of < at) {
        at = duplicate.of;
    }
    at
}

fn state(card: &Card) -> State {
    let empty = card.here.is_empty() && card.also.is_empty();
    let waiting = card.unsure > 0 || !card.pending.is_empty();
    let open = card.here.len() - card.decided - card.unsure;
    if card.contested.is_some() || (waiting && open == 0) {
        State::Waiting
    } else if empty {
        State::Gone
    } else if open == 0 {
        State::Decided
    } else if card.decided > 0 || waiting {
        State::Begun
    } else {
        State::Open
    }
}
