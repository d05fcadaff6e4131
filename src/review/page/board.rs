//! The board: a run's proposal with people's decisions over it, and the cards they make together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::concerns::Concerns;
use super::protocol::CardState;
use crate::decide::settle::{Group, Outcome, Settled, Settlement, Standing};
use crate::domain::decision::{Alignment, ContentHash, Decision};
use crate::domain::destination::ChallengeId;
use crate::domain::proposal::{Proposal, Status, places_by_risk};
use crate::domain::statement::Origin;
use crate::propose::homes::WordIndex;
use crate::text::fold;
use crate::text::lexicon::Lexicon;

/// What a reviewer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everything.
    Open,
    /// Without the machine's words: drafts, firmness, near candidates, order and map.
    Blind,
}

/// A challenge in the making as the page knows it.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub(super) key: ChallengeId,
    /// The candidate of the run that it is, if any.
    pub(super) candidate: Option<usize>,
    pub(super) title: String,
    pub(super) state: CardState,
    pub(super) contested: Option<String>,
    pub(super) accepted: bool,
    pub(super) alignment: Alignment,
    pub(super) competencia: usize,
    /// What people put here and what the machine does, most typical first.
    pub(super) statements: Vec<usize>,
    /// How many of `statements` people decided.
    pub(super) decided: usize,
    /// How many of `statements` somebody looked at and could not decide about.
    pub(super) unsure: usize,
    /// Statements of other cards that belong here too.
    pub(super) also: Vec<usize>,
    /// Statements that the machine puts here and that wait for a person.
    pub(super) pending: Vec<usize>,
    /// How many comments about it stand.
    pub(super) comments: usize,
    /// Its fingerprint: changes with anything that is decided about it, and no other card has it.
    pub(super) seen: String,
    /// Its place in the order of review, from 1.
    pub(super) rank: usize,
}

impl Card {
    pub(super) fn id(&self) -> String {
        self.key.to_string()
    }

    /// The name under which decisions speak of it as a candidate.
    pub(super) fn as_candidate(&self) -> ChallengeId {
        self.key.clone()
    }
}

/// A run with its decisions, as the page sees it.
pub struct Board {
    pub(super) proposal: Proposal,
    pub(super) lexicon: Lexicon,
    pub(super) words: WordIndex,
    /// The statements' texts as they are searched.
    pub(super) folded: Vec<String>,
    pub(super) decisions: Vec<Decision>,
    /// What they say, kept while acts are added.
    pub(super) standing: Standing,
    /// What they are about.
    pub(super) concerns: Concerns,
    pub(super) settled: Settled,
    pub(super) cards: Vec<Card>,
    /// The cards by id.
    pub(super) index: BTreeMap<String, usize>,
    /// Row i is the card that statement i stands in or waits at, as an index into `cards`.
    pub(super) card_of_statement: Vec<Option<usize>>,
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
        let words = WordIndex::of(&proposal, &lexicon);
        let folded = proposal.corpus.texts().map(fold).collect();
        let named = proposal.corpus.statements.iter().enumerate();
        let statements: BTreeMap<String, usize> =
            named.map(|(i, s)| (s.id.to_string(), i)).collect();
        let all = proposal.candidates.iter().enumerate();
        let candidates = all.map(|(c, one)| (one.id.to_string(), c)).collect();
        let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in 0..proposal.corpus.len() {
            families.entry(first_of_family(&proposal, i)).or_default().push(i);
        }
        families.retain(|_, members| members.len() > 1);
        let mut standing = Standing::new(&proposal);
        standing.take_in(&decisions);
        let mut concerns = Concerns::none(proposal.corpus.len());
        concerns.take_in(&decisions, &standing, &statements);
        let settled = standing.settle(&proposal, &decisions);
        let mut board = Self {
            proposal,
            lexicon,
            words,
            folded,
            decisions,
            standing,
            concerns,
            settled,
            cards: Vec::new(),
            index: BTreeMap::new(),
            card_of_statement: Vec::new(),
            statements,
            candidates,
            families,
        };
        board.make_cards();
        board
    }

    /// Takes in an act that the log has numbered; returns the ids of the cards that are different.
    pub fn add(&mut self, decision: Decision) -> Vec<String> {
        let before: BTreeMap<String, String> =
            self.cards.iter().map(|card| (card.id(), card.seen.clone())).collect();
        self.decisions.push(decision);
        self.standing.take_in(&self.decisions);
        self.concerns.take_in(&self.decisions, &self.standing, &self.statements);
        self.settled = self.standing.settle(&self.proposal, &self.decisions);
        self.make_cards();
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

    /// The fingerprint of what is decided about a statement.
    pub(super) fn statement_fingerprint(&self, statement: usize) -> String {
        let id = &self.proposal.corpus.statements[statement].id;
        fingerprint(&(id, &self.settled.statements[statement]))
    }

    fn make_cards(&mut self) {
        let mut cards: Vec<Card> =
            self.settled.groups.iter().map(|group| self.card(group)).collect();
        let mut known: BTreeSet<String> = cards.iter().map(Card::id).collect();
        for (c, candidate) in self.proposal.candidates.iter().enumerate() {
            let spelled = known.contains(candidate.id.as_str());
            if candidate.members.is_empty() || spelled {
                continue;
            }
            known.insert(candidate.id.to_string());
            cards.push(self.empty_card(c));
        }
        let waiting = self.waiting();
        let comments = self.concerns.comments(&self.standing);
        for card in &mut cards {
            let id = card.id();
            let (unsure, pending) = waiting.get(&id).cloned().unwrap_or_default();
            card.unsure = unsure.len();
            card.statements.extend(unsure);
            self.sort(card.candidate, &mut card.statements);
            card.pending = pending;
            card.comments = comments.get(&id).copied().unwrap_or(0);
            card.state = state(card);
            let last = self.concerns.last_named(&id, &self.standing);
            card.seen = self.fingerprint(card, last.map_or(0, |at| self.decisions[at].number));
        }
        self.rank(&mut cards);
        self.card_of_statement = vec![None; self.proposal.corpus.len()];
        for (at, card) in cards.iter().enumerate() {
            for &i in card.statements.iter().chain(&card.pending) {
                self.card_of_statement[i] = Some(at);
            }
        }
        self.index = cards.iter().enumerate().map(|(at, card)| (card.id(), at)).collect();
        self.cards = cards;
    }

    fn card(&self, group: &Group) -> Card {
        let candidate = self.candidates.get(&group.key.to_string()).copied();
        let mut statements: Vec<usize> =
            group.members.iter().chain(&group.proposed).copied().collect();
        self.sort(candidate, &mut statements);
        Card {
            key: group.key.clone(),
            candidate,
            title: group.title.clone(),
            state: CardState::Open,
            contested: group.contested.clone(),
            accepted: group.accepted,
            alignment: group.alignment.clone(),
            competencia: self.competencia(&group.key, candidate, &statements),
            decided: group.members.len(),
            unsure: 0,
            statements,
            also: group.also.clone(),
            pending: Vec::new(),
            comments: 0,
            seen: String::new(),
            rank: 0,
        }
    }

    /// A candidate in which nothing stands any more.
    fn empty_card(&self, c: usize) -> Card {
        let candidate = &self.proposal.candidates[c];
        Card {
            key: candidate.id.clone(),
            candidate: Some(c),
            title: candidate.draft.text.clone(),
            state: CardState::Gone,
            contested: None,
            accepted: false,
            alignment: Alignment::default(),
            competencia: candidate.competencia.index(),
            statements: Vec::new(),
            decided: 0,
            unsure: 0,
            also: Vec::new(),
            pending: Vec::new(),
            comments: 0,
            seen: String::new(),
            rank: 0,
        }
    }

    /// The candidate's competencia, else the frame's for it, else the one most statements have.
    fn competencia(
        &self,
        key: &ChallengeId,
        candidate: Option<usize>,
        statements: &[usize],
    ) -> usize {
        if let Some(c) = candidate {
            return self.proposal.candidates[c].competencia.index();
        }
        let of_frame = self.proposal.frame.desafios.iter().find(|d| d.id == key.as_str());
        if let Some(desafio) = of_frame {
            return desafio.competencia.index();
        }
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for &i in statements {
            *counts.entry(self.proposal.placements[i].competencia.index()).or_default() += 1;
        }
        counts.into_iter().max_by_key(|&(c, n)| (n, std::cmp::Reverse(c))).map_or(0, |(c, _)| c)
    }

    /// Puts statements in the order of a card: most typical first.
    fn sort(&self, candidate: Option<usize>, statements: &mut [usize]) {
        let members =
            candidate.map(|c| self.proposal.candidates[c].members.iter().map(|i| i.index()));
        let place: BTreeMap<usize, usize> = members.into_iter().flatten().zip(0..).collect();
        statements.sort_by_key(|&i| (place.get(&i).copied().unwrap_or(usize::MAX), i));
    }

    /// The pending statements by the candidate that the machine has for them: those about which
    /// somebody only did not know, and the others.
    fn waiting(&self) -> BTreeMap<String, (Vec<usize>, Vec<usize>)> {
        let mut waiting: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (i, settlement) in self.settled.statements.iter().enumerate() {
            if !matches!(settlement.outcome, Outcome::Pending(_)) {
                continue;
            }
            let proposed = match &self.proposal.placements[i].status {
                Status::Candidate(c) => Some(self.proposal.candidates[*c].id.to_string()),
                _ => None,
            };
            if let Some(id) = self.divided(i).or(proposed) {
                let (unknown, others) = waiting.entry(id).or_default();
                let is_unsure = self.concerns.is_unsure(i, &self.decisions, &self.standing);
                let place = if is_unsure { unknown } else { others };
                place.push(i);
            }
        }
        waiting
    }

    /// The card at which a statement waits because the last word about its place is that this card is
    /// several, also where it had been moved there by hand.
    fn divided(&self, i: usize) -> Option<String> {
        let id = self.concerns.divided(i, &self.decisions, &self.standing)?;
        Some(id.to_string()).filter(|id| self.candidates.contains_key(id))
    }

    fn fingerprint(&self, card: &Card, last_act: i64) -> String {
        let statements = card.statements.iter().chain(&card.also).chain(&card.pending);
        fingerprint(&CardFacts {
            id: card.id(),
            title: &card.title,
            accepted: card.accepted,
            contested: card.contested.as_deref(),
            state: card.state,
            last_act,
            statements: statements.map(|&i| (i, &self.settled.statements[i])).collect(),
        })
    }

    /// The order of review: riskiest first; what people made anew, which has no risk, comes last.
    fn rank(&self, cards: &mut [Card]) {
        let risk = |card: &Card| card.candidate.map_or(-1.0, |c| self.proposal.candidates[c].risk);
        let risks: Vec<f32> = cards.iter().map(risk).collect();
        for (card, rank) in cards.iter_mut().zip(places_by_risk(&risks)) {
            card.rank = rank;
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

/// What is decided about a card: what its fingerprint is made of.
#[derive(Serialize)]
struct CardFacts<'a> {
    id: String,
    title: &'a str,
    accepted: bool,
    contested: Option<&'a str>,
    state: CardState,
    /// The number of the last act in force about the card as such; 0 for none.
    last_act: i64,
    /// The statements that stand in it, belong to it too or wait at it, with what was settled.
    statements: Vec<(usize, &'a Settlement)>,
}

/// A short name of a value: the hash of its JSON, in which fields and lists have one order.
fn fingerprint(value: &impl Serialize) -> String {
    let written = serde_json::to_string(value).expect("what was settled is plain data");
    ContentHash::of(&written).into()
}

/// The first statement that says the same; itself where none does. Duplicates point backwards.
pub(super) fn first_of_family(proposal: &Proposal, statement: usize) -> usize {
    let mut at = statement;
    while let Some(duplicate) = proposal.placements[at].duplicate.filter(|d| d.of.index() < at) {
        at = duplicate.of.index();
    }
    at
}

fn state(card: &Card) -> CardState {
    let empty = card.statements.is_empty() && card.also.is_empty();
    let waiting = card.unsure > 0 || !card.pending.is_empty();
    let open = card.statements.len() - card.decided - card.unsure;
    if card.contested.is_some() || (waiting && open == 0) {
        CardState::Waiting
    } else if empty {
        CardState::Gone
    } else if open == 0 {
        CardState::Decided
    } else if card.decided > 0 || waiting {
        CardState::Begun
    } else {
        CardState::Open
    }
}
