//! A review session: the board and the log together. What is recorded is on the disk before it is
//! shown. Acts come one after the other; what only looks is answered from memory meanwhile, also while
//! another program holds the log.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use crate::domain::decision::Decision;
use crate::read::user;
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
    pub(super) visibility: Visibility,
    run: String,
    /// The run's folder.
    dir: PathBuf,
    shown: RwLock<Shown>,
    /// Held from an act's check to the moment that it is shown, so that nobody decides in between.
    log: Mutex<Log>,
    /// The card that each reviewer has open, by name, and when their page was last heard of.
    open: Mutex<BTreeMap<String, (String, Instant)>>,
}

/// What is in memory.
pub(super) struct Shown {
    pub(super) board: Board,
    /// The cards that each act of this session changed.
    touched: Vec<(i64, BTreeSet<String>)>,
    /// The last act that is not in `touched`.
    before: i64,
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
        let shown = Shown { board, touched: Vec::new(), before };
        Self {
            visibility,
            run: run.to_owned(),
            dir: dir.to_owned(),
            shown: RwLock::new(shown),
            log: Mutex::new(log),
            open: Mutex::new(BTreeMap::new()),
        }
    }

    /// Notes the card that a reviewer has open: none for an empty id, or for who only reads.
    pub(super) fn looks(&self, reviewer: &Reviewer, card: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if card.is_empty() || reviewer.read_only {
            open.remove(&reviewer.name);
        } else {
            open.insert(reviewer.name.clone(), (card.to_owned(), Instant::now()));
        }
    }

    /// The cards that others have open.
    pub(super) fn open(&self, me: &Reviewer) -> OpenCards {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let others = open.iter().filter(|(who, (_, at))| **who != me.name && at.elapsed() < OPEN);
        let cards =
            others.map(|(who, (card, _))| OpenCard { card: card.clone(), who: who.clone() });
        OpenCards { cards: cards.collect() }
    }

    /// What is in memory, to look at.
    pub(super) fn shown(&self) -> RwLockReadGuard<'_, Shown> {
        // Whatever failed while holding it: the log is the truth, and the board is laid out anew
        // with every act.
        self.shown.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The log, for what is recorded, and written when the page closes.
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records an act and says what it changed.
    pub(super) fn decide(&self, act: &Act, reviewer: &Reviewer) -> Result<Recorded, Failure> {
        let mut log = self.log();
        let decision = self.shown().board.decide(act, &reviewer.name, &self.run, self.visibility);
        self.record(&mut log, decision.map_err(Failure::Refused)?)
    }

    /// Records that an act no longer counts.
    pub(super) fn undo(
        &self,
        number: Option<i64>,
        reviewer: &Reviewer,
    ) -> Result<Recorded, Failure> {
        let mut log = self.log();
        let decision = self.shown().board.undo(number, &reviewer.name, &self.run);
        self.record(&mut log, decision.map_err(Failure::Refused)?)
    }

    fn record(&self, log: &mut Log, mut decision: Decision) -> Result<Recorded, Failure> {
        decision.at = user::now_in_words();
        let numbers = log.append(std::slice::from_ref(&decision)).map_err(Failure::Log)?;
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        let Some(&number) = numbers.first() else {
            return Ok(Recorded {
                already: true,
                changed: shown.board.changed(&BTreeSet::new(), self.visibility),
                act: None,
                version: shown.board.version(),
            });
        };
        decision.number = number;
        let act = RecordedAct {
            number,
            what: shown.board.sentence(&decision),
            card: decision.candidate.as_ref().map(ToString::to_string),
        };
        let ids: BTreeSet<String> = shown.board.add(decision).into_iter().collect();
        let changed = shown.board.changed(&ids, self.visibility);
        shown.touched.push((number, ids));
        if shown.touched.len() > REMEMBERED {
            shown.before = shown.touched.remove(0).0;
        }
        Ok(Recorded { already: false, changed, act: Some(act), version: shown.board.version() })
    }

    /// What happened after an act: who did what, and the rows that changed.
    pub(super) fn since(&self, number: i64) -> News {
        let shown = self.shown();
        let Shown { board, touched, before } = &*shown;
        let version = board.version();
        if number < *before || number > version {
            return News { reload: true, since: None, version };
        }
        let after = touched.iter().filter(|(n, _)| *n > number);
        let ids: BTreeSet<String> = after.flat_map(|(_, ids)| ids.iter().cloned()).collect();
        let acts = board.decisions().iter().rev().take_while(|d| d.number > number);
        let mut told: Vec<ToldAct> =
            acts.map(|d| ToldAct { who: d.reviewer.clone(), what: board.sentence(d) }).collect();
        told.reverse();
        let changed = board.changed(&ids, self.visibility);
        let since = ActsSince { changed, told, touched: ids.into_iter().collect() };
        News { reload: false, since: Some(since), version }
    }

    /// Writes what is in memory beside a log that was taken away: as a log and as a table.
    pub(super) fn rescue(&self) -> Result<Rescued, log::Error> {
        // One after the other, so that each has a name of its own.
        let _log = self.log();
        self.rescued()
    }

    /// The same, for who holds the log.
    fn rescued(&self) -> Result<Rescued, log::Error> {
        let number = |n: usize| if n == 1 { String::new() } else { format!("-{n}") };
        let name = |n: usize, end: &str| format!("{RESCUE}{}.{end}", number(n));
        let is_free = |n: &usize| !self.dir.join(name(*n, "db")).exists();
        let n = (1..10_000).find(is_free).unwrap_or(1);
        let files = [name(n, "db"), name(n, "csv")];
        let shown = self.shown();
        let decisions = shown.board.decisions();
        Log::copy(decisions, &self.dir.join(&files[0]))?;
        log::export_csv(decisions, &self.dir.join(&files[1]))?;
        Ok(Rescued { decisions: decisions.len(), files: files.to_vec() })
    }

    /// Writes the decisions as a table when the page closes; those in memory beside a log that was
    /// taken away, which is an error.
    pub(super) fn end(&self) -> Result<(), super::Error> {
        let log = self.log();
        if let Err(lost) = log.in_place() {
            let saved = self.rescued()?;
            return Err(super::Error::Lost {
                what: lost.to_string(),
                saved: saved.files.join(", "),
            });
        }
        Ok(log::export_csv(self.shown().board.decisions(), &self.dir.join(TABLE))?)
    }

    /// How many acts were recorded in this session.
    pub(super) fn recorded(&self, first: i64) -> usize {
        self.shown().board.decisions().iter().rev().take_while(|d| d.number > first).count()
    }
}
