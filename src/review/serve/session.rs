//! A review session: the board and the log together. What is recorded is on the disk before it is
//! shown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::domain::decision::Decision;
use crate::review::log::{self, Log};
use crate::review::page::protocol::{
    Act, ActsSince, News, OpenCard, OpenCards, Recorded, RecordedAct, Rescued, Reviewer, ToldAct,
};
use crate::review::page::{Board, Refusal, Visibility};

/// The decisions as a table, written when the page closes.
const TABLE: &str = "decisions.csv";
/// How the files begin that hold what was decided when the log was taken away.
const RESCUE: &str = "decisions-rescatadas";

/// How many acts a page may have missed; one that missed more begins anew.
const REMEMBERED: usize = 2000;
/// How long a card counts as open after its page was last heard of: longer than a page waits for
/// news.
const OPEN: Duration = Duration::from_secs(40);

/// What is reviewed, and what was decided.
pub(super) struct ReviewSession {
    pub(super) board: Board,
    pub(super) visibility: Visibility,
    run: String,
    /// The run's folder.
    dir: PathBuf,
    log: Log,
    /// The cards that each act of this session changed.
    touched: Vec<(i64, BTreeSet<String>)>,
    /// The last act that is not in `touched`.
    before: i64,
    /// The card that each reviewer has open, by name, and when their page was last heard of.
    open: BTreeMap<String, (String, Instant)>,
}

/// Why an act was not recorded.
pub(super) enum Failure {
    Refused(Refusal),
    Log(log::Error),
}

impl ReviewSession {
    pub(super) fn new(
        board: Board,
        visibility: Visibility,
        run: &str,
        dir: &Path,
        log: Log,
    ) -> Self {
        let before = board.version();
        Self {
            board,
            visibility,
            run: run.to_owned(),
            dir: dir.to_owned(),
            log,
            touched: Vec::new(),
            before,
            open: BTreeMap::new(),
        }
    }

    /// Notes the card that a reviewer has open: none for an empty id, or for who only reads.
    pub(super) fn looks(&mut self, reviewer: &Reviewer, card: &str) {
        if card.is_empty() || reviewer.read_only {
            self.open.remove(&reviewer.name);
        } else {
            self.open.insert(reviewer.name.clone(), (card.to_owned(), Instant::now()));
        }
    }

    /// The cards that others have open.
    pub(super) fn open(&self, me: &Reviewer) -> OpenCards {
        let others =
            self.open.iter().filter(|(who, (_, at))| **who != me.name && at.elapsed() < OPEN);
        let cards =
            others.map(|(who, (card, _))| OpenCard { card: card.clone(), who: who.clone() });
        OpenCards { cards: cards.collect() }
    }

    /// Records an act and says what it changed.
    pub(super) fn decide(&mut self, act: &Act, reviewer: &Reviewer) -> Result<Recorded, Failure> {
        let decision = self.board.decide(act, &reviewer.name, &self.run, self.visibility);
        self.record(decision.map_err(Failure::Refused)?)
    }

    /// Records that an act no longer counts.
    pub(super) fn undo(
        &mut self,
        number: Option<i64>,
        reviewer: &Reviewer,
    ) -> Result<Recorded, Failure> {
        let decision = self.board.undo(number, &reviewer.name, &self.run);
        self.record(decision.map_err(Failure::Refused)?)
    }

    fn record(&mut self, mut decision: Decision) -> Result<Recorded, Failure> {
        decision.at = now();
        let numbers = self.log.append(std::slice::from_ref(&decision)).map_err(Failure::Log)?;
        let Some(&number) = numbers.first() else {
            return Ok(Recorded {
                already: true,
                changed: self.board.changed(&BTreeSet::new(), self.visibility),
                act: None,
                version: self.board.version(),
            });
        };
        decision.number = number;
        let act = RecordedAct {
            number,
            what: self.board.sentence(&decision),
            card: decision.candidate.as_ref().map(ToString::to_string),
        };
        let ids: BTreeSet<String> = self.board.add(decision).into_iter().collect();
        let changed = self.board.changed(&ids, self.visibility);
        self.touched.push((number, ids));
        if self.touched.len() > REMEMBERED {
            self.before = self.touched.remove(0).0;
        }
        Ok(Recorded { already: false, changed, act: Some(act), version: self.board.version() })
    }

    /// What happened after an act: who did what, and the rows that changed.
    pub(super) fn since(&self, number: i64) -> News {
        let version = self.board.version();
        if number < self.before || number > version {
            return News { reload: true, since: None, version };
        }
        let after = self.touched.iter().filter(|(n, _)| *n > number);
        let ids: BTreeSet<String> = after.flat_map(|(_, ids)| ids.iter().cloned()).collect();
        let acts = self.board.decisions().iter().rev().take_while(|d| d.number > number);
        let mut told: Vec<ToldAct> = acts
            .map(|d| ToldAct { who: d.reviewer.clone(), what: self.board.sentence(d) })
            .collect();
        told.reverse();
        let changed = self.board.changed(&ids, self.visibility);
        let since = ActsSince { changed, told, touched: ids.into_iter().collect() };
        News { reload: false, since: Some(since), version }
    }

    /// Writes what is in memory beside a log that was taken away: as a log and as a table.
    pub(super) fn rescue(&self) -> Result<Rescued, log::Error> {
        let number = |n: usize| if n == 1 { String::new() } else { format!("-{n}") };
        let name = |n: usize, end: &str| format!("{RESCUE}{}.{end}", number(n));
        let is_free = |n: &usize| !self.dir.join(name(*n, "db")).exists();
        let n = (1..).find(is_free).unwrap_or(1);
        let files = [name(n, "db"), name(n, "csv")];
        let decisions = self.board.decisions();
        Log::copy(decisions, &self.dir.join(&files[0]))?;
        log::export_csv(decisions, &self.dir.join(&files[1]))?;
        Ok(Rescued { decisions: decisions.len(), files: files.to_vec() })
    }

    /// Writes the decisions as a table when the page closes; those in memory beside a log that was
    /// taken away, which is an error.
    pub(super) fn end(&self) -> Result<(), super::Error> {
        if let Err(lost) = self.log.in_place() {
            let saved = self.rescue()?;
            return Err(super::Error::Lost {
                what: lost.to_string(),
                saved: saved.files.join(", "),
            });
        }
        Ok(log::export_csv(self.board.decisions(), &self.dir.join(TABLE))?)
    }

    /// How many acts were recorded in this session.
    pub(super) fn recorded(&self, first: i64) -> usize {
        self.board.decisions().iter().rev().take_while(|d| d.number > first).count()
    }
}

/// The time, to the second.
fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let now = now.replace_nanosecond(0).unwrap_or(now);
    now.format(&Rfc3339).unwrap_or_default()
}
