//! A record of the log as bytes: what is sealed, and what a decision is read from. A record is
//! written, read and sealed in one form, so that nothing is read that no seal covers.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use crate::domain::decision::{Action, ContentHash, Decision, Subject};
use crate::domain::destination::ChallengeId;
use crate::domain::statement::StatementId;

/// A record's seal: the SHA-256 over the seal before it and all that it says.
pub(super) type Seal = [u8; 32];

/// What stands before the first seal.
pub(super) const BEGINNING: Seal = [0; 32];

/// The values of a record in the order of the columns, each with its type, then its statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) number: i64,
    bytes: Vec<u8>,
}

impl Record {
    pub(super) fn new(number: i64) -> Self {
        let mut record = Self { number, bytes: Vec::new() };
        record.put(ValueRef::Integer(number));
        record
    }

    /// The record of a decision that is not in the log yet. `batch` is the number of the first
    /// decision of the same transaction.
    pub(super) fn of(decision: &Decision, number: i64, batch: i64, detail: &str) -> Self {
        let text = |text| ValueRef::Text(str::as_bytes(text));
        let optional = |value: Option<_>| value.map_or(ValueRef::Null, text);
        let mut record = Self::new(number);
        for value in [
            text(&decision.at),
            text(&decision.reviewer),
            text(&decision.run),
            optional(decision.candidate.as_ref().map(ChallengeId::as_str)),
            text(decision.action.name()),
            text(detail),
            optional(decision.reason.as_deref()),
            optional(decision.note.as_deref()),
            optional(decision.file.as_deref()),
            ValueRef::Integer(batch),
        ] {
            record.put(value);
        }
        for (subject, position) in decision.subjects.iter().zip(0..) {
            record.put(ValueRef::Text(subject.id.as_str().as_bytes()));
            record.put(ValueRef::Text(subject.hash.0.as_bytes()));
            record.put(ValueRef::Integer(position));
        }
        record
    }

    /// Adds the next value.
    pub(super) fn put(&mut self, value: ValueRef<'_>) {
        write(&mut self.bytes, value);
    }

    /// The record's seal, after another.
    pub(super) fn seal(&self, before: &Seal) -> Seal {
        let mut digest = Sha256::new();
        digest.update(before);
        digest.update(&self.bytes);
        digest.finalize().into()
    }

    /// The decision that it is; what it says otherwise, in Spanish.
    pub(super) fn decision(&self, names: &Names) -> Result<Decision, String> {
        let mut values = Values(&self.bytes);
        let number = values.integer("número")?;
        let mut decision = Decision {
            number,
            at: values.text("fecha")?.to_owned(),
            reviewer: values.text("persona")?.to_owned(),
            run: values.text("corrida")?.to_owned(),
            candidate: None,
            action: Action::Comment,
            subjects: Vec::new(),
            reason: None,
            note: None,
            file: None,
        };
        if let Some(candidate) = values.optional("propuesta")? {
            decision.candidate = Some(candidate.parse()?);
        }
        let action = values.text("acción")?;
        decision.action = serde_json::from_str(values.text("detalle")?)
            .map_err(|cause| format!("su detalle no se entiende ({cause})"))?;
        if decision.action.name() != action {
            return Err(format!("dice «{action}» y su detalle, «{}»", decision.action.name()));
        }
        decision.reason = values.optional("motivo")?.map(str::to_owned);
        decision.note = values.optional("comentario")?.map(str::to_owned);
        decision.file = values.optional("archivo")?.map(str::to_owned);
        values.integer("lote")?;
        while !values.0.is_empty() {
            let id = values.text("desafío")?;
            let hash = values.text("huella")?;
            values.integer("posición")?;
            decision.subjects.push(Subject { id: names.id(id), hash: names.hash(hash) });
        }
        decision.subjects.shrink_to_fit();
        Ok(decision)
    }

    /// The ids and hashes of the statements that it is about, as far as they can be read.
    pub(super) fn names<'a>(&'a self, all: &mut BTreeSet<&'a str>) {
        let mut values = Values(&self.bytes);
        for _ in 0..11 {
            if values.next().is_none() {
                return;
            }
        }
        while let Some(value) = values.next() {
            if let ValueRef::Text(text) = value
                && let Ok(text) = std::str::from_utf8(text)
            {
                all.insert(text);
            }
        }
    }
}

/// The ids and hashes of statements, each kept once for all records.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<Arc<str>>);

impl Names {
    pub(super) fn of(records: &[Record]) -> Self {
        let mut all = BTreeSet::new();
        for record in records {
            record.names(&mut all);
        }
        Self(all.into_iter().map(Arc::from).collect())
    }

    fn id(&self, id: &str) -> StatementId {
        self.0
            .get(id)
            .map_or_else(|| StatementId::new(id), |id| StatementId::shared(Arc::clone(id)))
    }

    fn hash(&self, hash: &str) -> ContentHash {
        ContentHash(self.0.get(hash).map_or_else(|| Arc::from(hash), Arc::clone))
    }
}

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BLOB: u8 = 4;

fn write(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let (kind, content): (u8, &[u8]) = match value {
        ValueRef::Null => return bytes.push(NULL),
        ValueRef::Integer(n) => {
            bytes.push(INTEGER);
            return bytes.extend(n.to_le_bytes());
        }
        ValueRef::Real(x) => {
            bytes.push(REAL);
            return bytes.extend(x.to_le_bytes());
        }
        ValueRef::Text(text) => (TEXT, text),
        ValueRef::Blob(blob) => (BLOB, blob),
    };
    bytes.push(kind);
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(content);
}

/// The values of a record that are still to be read.
struct Values<'a>(&'a [u8]);

impl<'a> Values<'a> {
    fn next(&mut self) -> Option<ValueRef<'a>> {
        let (&kind, rest) = self.0.split_first()?;
        self.0 = rest;
        match kind {
            NULL => Some(ValueRef::Null),
            INTEGER => Some(ValueRef::Integer(i64::from_le_bytes(self.eight()?))),
            REAL => Some(ValueRef::Real(f64::from_le_bytes(self.eight()?))),
            TEXT | BLOB => {
                let length = usize::try_from(u64::from_le_bytes(self.eight()?)).ok()?;
                let (content, rest) = self.0.split_at_checked(length)?;
                self.0 = rest;
                Some(if kind == TEXT { ValueRef::Text(content) } else { ValueRef::Blob(content) })
            }
            _ => None,
        }
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        let (eight, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*eight)
    }

    fn optional(&mut self, what: &str) -> Result<Option<&'a str>, String> {
        match self.next() {
            Some(ValueRef::Null) => Ok(None),
            Some(ValueRef::Text(text)) => std::str::from_utf8(text)
                .map(Some)
                .map_err(|_| format!("su {what} no es un texto en UTF-8")),
            _ => Err(format!("su {what} no es un texto")),
        }
    }

    fn text(&mut self, what: &str) -> Result<&'a str, String> {
        self.optional(what)?.ok_or_else(|| format!("falta su {what}"))
    }

    fn integer(&mut self, what: &str) -> Result<i64, String> {
        match self.next() {
            Some(ValueRef::Integer(n)) => Ok(n),
            _ => Err(format!("su {what} no es un número")),
        }
    }
}
