//! What the review page and the program say to each other, as JSON: every request and every answer
//! is one of these types. `web/js/types.js` describes the same objects to the page's modules, and a
//! test holds the two together.
//!
//! What can only be known from the machine (drafts, firmness, the order of review) stands in parts
//! of its own, so that a blind review leaves them out as a whole.

use serde::{Deserialize, Serialize};

use crate::domain::decision::Alignment;
use crate::domain::statement::Origin;

/// An answer as it is sent: JSON with the keys of every object in alphabetical order, so that the
/// same answer is always the same bytes.
pub fn json<T: Serialize>(answer: &T) -> String {
    serde_json::to_value(answer).expect("answers are plain data").to_string()
}

/// Somebody who opened the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// Their name, as the link has it.
    pub name: String,
    /// Whether they may look and not decide.
    pub read_only: bool,
}

/// Something of the planning frame that is chosen from a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameItem {
    /// Its id in the frame.
    pub id: String,
    /// Its name or its text.
    pub text: String,
}

/// Something of the planning frame that stands under something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameSubitem {
    /// Its id in the frame.
    pub id: String,
    /// The id of what it stands under: an objetivo de desarrollo, or an objetivo de gestión.
    pub of: String,
    /// Its text.
    pub text: String,
}

/// What has become of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardState {
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

/// How far the review is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// By competencia in the frame's order: how many cards are decided or gone, and how many there
    /// are.
    pub competencias: Vec<[usize; 2]>,
    /// How many statements people decided about.
    pub decided: usize,
    /// How many statements people discarded.
    pub discarded: usize,
    /// How many statements are out of competence.
    pub out: usize,
    /// How many statements wait for a person.
    pub pending: usize,
    /// How many statements there are.
    pub statements: usize,
}

/// A card as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRow {
    /// Who decided something of what stands in it, in alphabetical order.
    pub by: Vec<String>,
    /// How many citizen statements stand in it.
    pub citizen: usize,
    /// How many comments about it stand.
    pub comments: usize,
    /// Its competencia: an index into [`ReviewState::competencias`].
    pub competencia: usize,
    /// How many of its statements people decided.
    pub decided: usize,
    /// The id of the candidate or challenge.
    pub id: String,
    /// How many institutional statements stand in it.
    pub institutional: usize,
    /// How many of its statements somebody has to decide about again.
    pub pending: usize,
    /// What has become of it.
    pub state: CardState,
    /// Its wording; empty where a blind review leaves out the draft.
    pub title: String,
    /// What the machine adds; absent in a blind review.
    #[serde(flatten)]
    pub suggested: Option<SuggestedOrder>,
}

/// What the machine adds to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedOrder {
    /// Whether its statements part when the grouping is repeated.
    pub doubtful: bool,
    /// Its short name; empty for a challenge that people made.
    pub name: String,
    /// Its place in the order of review, from 1.
    pub rank: usize,
}

/// What the page begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewState {
    /// Whether the machine's words are left out.
    pub blind: bool,
    /// The frame's competencias.
    pub competencias: Vec<FrameItem>,
    /// How far the review is.
    pub counts: Counts,
    /// The frame's objetivos de desarrollo.
    pub desarrollo: Vec<FrameItem>,
    /// The frame's published challenges.
    pub finals: Vec<FrameItem>,
    /// The frame's name.
    pub frame: String,
    /// The frame's objetivos de gestión.
    pub gestion: Vec<FrameSubitem>,
    /// Who opened the page.
    pub me: Reviewer,
    /// The frame's policies.
    pub politicas: Vec<FrameSubitem>,
    /// The reasons to discard that are offered.
    pub reasons: Vec<String>,
    /// Every card, in the order of review.
    pub rows: Vec<CardRow>,
    /// The number of the last act.
    pub version: i64,
}

/// A statement as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// The other places that it belongs to.
    pub also: Vec<String>,
    /// Who spoke last about it.
    pub by: Option<String>,
    /// The card that it stands in or waits at.
    pub card: Option<String>,
    /// The competencia that its text points to, where that is not the one declared.
    pub contradicted: Option<String>,
    /// The id of the first statement that says almost the same, itself included.
    pub family: Option<String>,
    /// Its id.
    pub id: String,
    /// The ids of the cards where it might belong instead, the likeliest first; none in a blind
    /// review.
    pub likely: Vec<String>,
    /// The workshop and the date, where they are known.
    pub more: Vec<String>,
    /// Whether it probably speaks of none of the challenges that existed before the run.
    pub novel: bool,
    /// Who wrote it.
    pub origin: Origin,
    /// Whether people put it where it stands.
    pub people: bool,
    /// The personal data in it, in words.
    pub personal: Option<String>,
    /// The parroquia or the office that it comes from.
    pub place: Option<String>,
    /// Its fingerprint, to be sent back with an act on it.
    pub seen: String,
    /// Its text in pieces: plain, marked, plain, marked…
    pub text: Vec<String>,
    /// Why it waits, is out, or was discarded.
    pub why: Option<String>,
}

/// The statements of one origin in a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideView {
    /// Those that are shown, the most typical first.
    pub statements: Vec<StatementView>,
    /// How many there are.
    pub total: usize,
}

/// An act as a card's history tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When, in the form `2026-09-11T10:00:00Z`.
    pub at: String,
    /// Whether the reviewer who looks may undo it.
    pub mine: bool,
    /// The reviewer's comment.
    pub note: Option<String>,
    /// Its number in the log.
    pub number: i64,
    /// Whether it was undone.
    pub undone: bool,
    /// What was done, as a sentence.
    pub what: String,
}

/// A card, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    /// What the list shows of it, with a longer title.
    #[serde(flatten)]
    pub row: CardRow,
    /// Whether people made it a challenge.
    pub accepted: bool,
    /// What people aligned it to.
    pub alignment: Alignment,
    /// The statements of other cards that belong here too.
    pub also: Vec<StatementView>,
    /// The ids of its statements that people put here and the machine elsewhere.
    pub brought: Vec<String>,
    /// What reviewers disagree on.
    pub contested: Option<String>,
    /// The acts about it, the last first.
    pub history: Vec<HistoryEntry>,
    /// Whether it is a published challenge of the frame.
    pub published: bool,
    /// The statements elsewhere that say the same as one here.
    pub repeated: Vec<StatementView>,
    /// Its fingerprint, to be sent back with an act on it.
    pub seen: String,
    /// The institutional side and the citizen side.
    pub sides: [SideView; 2],
    /// The number of the last act when it was shown.
    pub version: i64,
    /// The statements that were here and have no place yet.
    pub waiting: Vec<StatementView>,
    /// The wordings that reviewers do not agree on.
    pub wordings: Vec<Wording>,
    /// What the machine says of it; absent in a blind review.
    #[serde(flatten)]
    pub suggested: Option<SuggestedView>,
}

/// What the machine says of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedView {
    /// What it might be aligned to; absent where people made it.
    pub aligned: Option<SuggestedAlignment>,
    /// Whether its statements stay together, in words.
    pub firmness: Option<String>,
    /// The horizon that is suggested, in words.
    pub horizon: Option<String>,
    /// The cards that it might be one with, the nearest first.
    pub near: Vec<CardRow>,
    /// The ids of the pairs of its statements that wish opposite things, at most twenty.
    pub opposed: Vec<[String; 2]>,
    /// Its two statements least alike.
    pub weakest: Option<WeakestPair>,
}

/// How a reviewer words a card that another words otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Whether it is that of the reviewer who looks.
    pub mine: bool,
    /// The wording.
    pub text: String,
    /// Whose it is.
    pub who: String,
}

/// What the machine would align a card to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedAlignment {
    /// The most probable of all that fits together.
    pub best: Alignment,
    /// Whether it is the frame's own alignment and no suggestion.
    pub by_frame: bool,
    /// The most probable objetivos de desarrollo, best first.
    pub desarrollo: Vec<RankedAnswer>,
    /// The most probable objetivos de gestión, best first.
    pub gestion: Vec<RankedAnswer>,
    /// How probable *largo plazo* is, in words.
    pub largo_plazo: Option<String>,
    /// The most probable policies, best first.
    pub politicas: Vec<RankedAnswer>,
}

/// One answer to what a card is aligned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedAnswer {
    /// An id of the frame, or "NINGUNO".
    pub id: String,
    /// Of which kind: `desarrollo`, `gestion` or `politica`.
    pub kind: String,
    /// How probable it is, in words.
    pub probability: String,
}

/// The two statements of a card that are least alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeakestPair {
    /// Their ids.
    pub pair: [String; 2],
    /// How alike they are, in words.
    pub words: String,
}

/// The likenesses of a card, each as the share of all pairs that are less alike, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// The mean over the card's pairs.
    pub mean: Option<String>,
    /// By statement: its id, and how like it is to the others.
    pub statements: Vec<[String; 2]>,
    /// That of the least alike pair.
    pub weakest: Option<String>,
}

/// A page of statements that stand in no card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UngroupedPage {
    /// Which page, from 0.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The statements on it.
    pub statements: Vec<StatementView>,
    /// How many statements there are on all pages.
    pub total: usize,
    /// The number of the last act.
    pub version: i64,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchResult {
    /// The cards, and what in them was hit.
    pub hits: Vec<SearchHit>,
    /// How many statements without a card were hit.
    pub loose: usize,
}

/// A card that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// Its id.
    pub card: String,
    /// The text of the first statement that was hit; `None` where only the wording or the id was.
    pub sample: Option<String>,
    /// The ids of its statements that were hit.
    pub statements: Vec<String>,
}

/// The cards that others have open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCards {
    /// Each card and who has it open, in the order of their names.
    pub cards: Vec<OpenCard>,
}

/// A card that somebody has open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCard {
    /// Its id.
    pub card: String,
    /// Who has it open.
    pub who: String,
}

/// The figures behind the overview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// By competencia, how many cards are decided, begun, waiting, open and gone.
    pub cards: Vec<[usize; 5]>,
    /// How far the review is.
    pub counts: Counts,
    /// Where the statements of each origin are: institutional, citizen.
    pub flow: [OriginFlow; 2],
    /// Where the candidates are on the map; none in a blind review.
    pub map: Vec<MapPoint>,
}

/// Where the statements of one origin are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginFlow {
    /// How many people put in a challenge, are proposed for one, wait, are out, and are discarded.
    pub counts: [usize; 5],
    /// Who wrote them.
    pub origin: Origin,
}

/// A card on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapPoint {
    /// How many citizen statements stand in it.
    pub citizen: usize,
    /// Its competencia: an index into [`ReviewState::competencias`].
    pub competencia: usize,
    /// Its id.
    pub id: String,
    /// How many institutional statements stand in it.
    pub institutional: usize,
    /// Its wording.
    pub title: String,
    /// Its place from left to right, without a unit.
    pub x: f64,
    /// Its place from bottom to top, without a unit.
    pub y: f64,
}

/// The cards of a competencia, for printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedCompetencia {
    /// The cards, in the order of their ids.
    pub cards: Vec<PrintedCard>,
    /// The competencia's name.
    pub competencia: String,
}

/// A card for printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedCard {
    /// What the list shows of it, with a longer title.
    #[serde(flatten)]
    pub row: CardRow,
    /// All its statements, the most typical first.
    pub statements: Vec<PrintedStatement>,
}

/// A statement for printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedStatement {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub origin: Origin,
    /// The parroquia or the office that it comes from.
    pub place: Option<String>,
    /// Its text.
    pub text: String,
}

/// What an act changed in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedRows {
    /// How far the review is now.
    pub counts: Counts,
    /// The ids of cards that are no more.
    pub gone: Vec<String>,
    /// The cards that are different or new.
    pub rows: Vec<CardRow>,
}

/// The answer to an act or to an undo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Whether it was decided so before, and nothing was recorded; absent where it is false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub already: bool,
    /// What it changed in the list.
    #[serde(flatten)]
    pub changed: ChangedRows,
    /// The act as it was recorded; absent where nothing was.
    #[serde(flatten)]
    pub act: Option<RecordedAct>,
    /// The number of the last act.
    pub version: i64,
}

/// An act as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedAct {
    /// The card that it is about.
    pub card: Option<String>,
    /// Its number in the log.
    pub number: i64,
    /// What was done, as a sentence.
    pub what: String,
}

/// What happened since an act that the page knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Whether the page has to begin anew: too much happened; absent where it is false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reload: bool,
    /// What happened; absent where the page has to begin anew.
    #[serde(flatten)]
    pub since: Option<ActsSince>,
    /// The number of the last act.
    pub version: i64,
}

/// What some acts did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActsSince {
    /// What they changed in the list.
    #[serde(flatten)]
    pub changed: ChangedRows,
    /// The acts, in their order.
    pub told: Vec<ToldAct>,
    /// The ids of the cards that are different.
    pub touched: Vec<String>,
}

/// An act as it is shown to other reviewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldAct {
    /// What was done, as a sentence.
    pub what: String,
    /// Who did it.
    pub who: String,
}

/// A request that is not answered, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Why, in words for people.
    pub error: String,
}

/// An act that was not recorded because the log is no longer the file that is open: another program
/// took it away or put another in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLost {
    /// What happened, in words for people.
    pub error: String,
    /// That it is this.
    pub lost: bool,
}

/// What was saved of the decisions in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescued {
    /// How many decisions.
    pub decisions: usize,
    /// The names of the files in the run's folder.
    pub files: Vec<String>,
}

/// An act about something that has changed: nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What others did, in sentences.
    pub changed: Vec<String>,
    /// The number of the last act.
    pub version: i64,
}

/// What a reviewer can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// The card is a challenge, with what stands in it.
    Accept,
    /// The statements do not belong here.
    TakeOut,
    /// The statements belong to the target.
    Move,
    /// The statements are a challenge of their own; without any, the card is several.
    Split,
    /// The card is one with the target.
    Merge,
    /// The card has another wording.
    Rename,
    /// The statements, or all of the card, are no challenge.
    Discard,
    /// The statements belong to the target too.
    AlsoIn,
    /// The card has this horizon and these objectives and policies.
    Align,
    /// The reviewer cannot say.
    DontKnow,
    /// The reviewer has a comment and decides nothing.
    Comment,
}

/// A statement that an act is about, and its fingerprint when it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenStatement {
    /// Its id.
    pub id: String,
    /// Its fingerprint.
    pub seen: String,
}

/// What a reviewer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What it is aligned to: all that its reviewer says of it.
    #[serde(default)]
    pub alignment: Option<Alignment>,
    /// The card that was looked at; `None` for statements without a card or of several.
    #[serde(default)]
    pub card: Option<String>,
    /// What was done.
    pub kind: ActKind,
    /// A comment, in the reviewer's words.
    #[serde(default)]
    pub note: Option<String>,
    /// The reason, from the list or in the reviewer's words.
    #[serde(default)]
    pub reason: Option<String>,
    /// The card's fingerprint when it was shown.
    #[serde(default)]
    pub seen: Option<String>,
    /// The number of the last act that was known.
    #[serde(default)]
    pub since: i64,
    /// The statements it is about.
    #[serde(default)]
    pub statements: Vec<SeenStatement>,
    /// The card, challenge or new challenge that the statements go to.
    #[serde(default)]
    pub target: Option<String>,
    /// A wording.
    #[serde(default)]
    pub text: Option<String>,
}

/// A request to take back an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoRequest {
    /// The act's number; `None` for the reviewer's last act that counts.
    pub number: Option<i64>,
}

/// Which card is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardQuery {
    /// Its id.
    pub id: String,
    /// The most statements a side.
    pub limit: Option<usize>,
}

/// Which statements without a card are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UngroupedQuery {
    /// Which list.
    pub kind: String,
    /// Which page, from 0.
    pub page: Option<usize>,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchQuery {
    /// Words, all of which a card or one of its statements has to hold.
    pub q: String,
}

/// Which competencia is to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintQuery {
    /// An index into [`ReviewState::competencias`].
    pub competencia: usize,
}

/// From which act on news are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsQuery {
    /// The card that is open meanwhile.
    pub card: Option<String>,
    /// The number of the last act that is known.
    pub since: i64,
}
