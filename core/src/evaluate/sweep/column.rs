//! The columns of a sweep's table: every one once, with what kind of cells it has and how they are
//! read from a row and put into one. The writers of `sweep.csv` and `sweep.parquet`, and the reader
//! of an earlier `sweep.csv`, go by this list.

use serde::{Serialize, Serializer};

use super::Row;
use super::knob::{Domain, KNOBS, Knob};
use super::knob_value::{Amount, Competencia, KnobValue};
use crate::propose::cluster::Algorithm;

/// What kind of cells a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// A text: a name, a file, a setting as it was written.
    Text,
    /// Yes or no.
    Flag,
    /// Whole numbers from 0.
    Count,
    /// Numbers as settings have them.
    Amount,
    /// Numbers as measures have them.
    Number,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing: a value that has no meaning in its row.
    Absent,
    /// A text: a name, a file, a setting as it was written.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number from 0.
    Count(usize),
    /// A number as settings have it.
    Amount(f32),
    /// A number as measures have it.
    Number(f64),
}

impl Cell {
    /// A cell of a kind, as it is written in `sweep.csv`; `None` for what is none.
    pub fn read(kind: CellKind, written: &str) -> Option<Self> {
        Some(match kind {
            CellKind::Text => Self::Text(written.to_owned()),
            _ if written.is_empty() => Self::Absent,
            CellKind::Flag => Self::Flag(written.parse().ok()?),
            CellKind::Count => Self::Count(written.parse().ok()?),
            CellKind::Amount => Self::Amount(written.parse().ok()?),
            CellKind::Number => Self::Number(written.parse().ok()?),
        })
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => to.serialize_none(),
            Self::Text(text) => to.serialize_str(text),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Count(n) => to.serialize_u64(*n as u64),
            Self::Amount(x) => to.serialize_f32(*x),
            Self::Number(x) => to.serialize_f64(*x),
        }
    }
}

/// What can be a cell.
trait InCell: Sized {
    const KIND: CellKind;

    fn to_cell(&self) -> Cell;

    /// `None` for a cell that it cannot be.
    fn of_cell(cell: Cell) -> Option<Self>;
}

/// That a type is the cells of a kind.
macro_rules! in_cell {
    ($($type:ty => $kind:ident),*) => {$(
        impl InCell for $type {
            const KIND: CellKind = CellKind::$kind;

            fn to_cell(&self) -> Cell {
                Cell::$kind(self.to_owned())
            }

            fn of_cell(cell: Cell) -> Option<Self> {
                if let Cell::$kind(value) = cell { Some(value) } else { None }
            }
        }
    )*};
}

in_cell!(String => Text, usize => Count, f32 => Amount, f64 => Number);

impl<T: InCell> InCell for Option<T> {
    const KIND: CellKind = T::KIND;

    fn to_cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Absent, T::to_cell)
    }

    fn of_cell(cell: Cell) -> Option<Self> {
        if cell == Cell::Absent { Some(None) } else { T::of_cell(cell).map(Some) }
    }
}

/// A column.
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// What kind of cells it has.
    pub kind: CellKind,
    place: Place,
}

/// Where a column's cells come from.
enum Place {
    Knob(usize),
    Field { get: fn(&Row) -> Cell, set: fn(&mut Row, Cell) -> bool },
}

impl Column {
    /// Its cell in a row.
    pub fn cell(&self, row: &Row) -> Cell {
        match &self.place {
            Place::Knob(at) => row.knobs.0[*at].as_ref().map_or(Cell::Absent, KnobValue::to_cell),
            Place::Field { get, .. } => get(row),
        }
    }

    /// Puts a cell into a row; whether it fits there.
    pub fn put(&self, row: &mut Row, cell: Cell) -> bool {
        match &self.place {
            Place::Knob(at) => {
                let knob = &KNOBS[*at];
                let absent = cell == Cell::Absent;
                row.knobs.0[*at] = knob.value_in(cell);
                row.knobs.0[*at].is_some() || (absent && !knob.always_applies())
            }
            Place::Field { set, .. } => set(row, cell),
        }
    }
}

/// Columns of the fields of a row, by their names.
macro_rules! fields {
    ($($field:ident),* $(,)?) => {
        vec![$(Column {
            name: stringify!($field),
            kind: kind_of(|row| &row.$field),
            place: Place::Field {
                get: |row| row.$field.to_cell(),
                set: |row, cell| InCell::of_cell(cell).map(|value| row.$field = value).is_some(),
            },
        }),*]
    };
}

/// The kind of cells that a field has.
fn kind_of<T: InCell>(_: fn(&Row) -> &T) -> CellKind {
    T::KIND
}

/// All columns, in their order.
pub fn columns() -> Vec<Column> {
    let knobs = KNOBS.iter().enumerate();
    let knobs = knobs.map(|(at, knob)| Column {
        name: knob.column,
        kind: knob.cells(),
        place: Place::Knob(at),
    });
    let mut all = fields![corpus, digest, key, version];
    all.extend(knobs);
    all.extend(fields![
        target_multiple,
        target_groups,
        target_height,
        statements,
        groups,
        largest,
        singletons,
        crossed_share,
        silhouette,
        weakest_pair,
        stability,
        coverage,
        operations,
        moves,
        b_cubed_precision,
        b_cubed_recall,
        b_cubed_f,
        adjusted_rand,
        adjusted_mutual_information,
        v_measure,
        milliseconds,
        megabytes,
    ]);
    all
}

impl Knob {
    /// The kind of cells that its values have.
    fn cells(&self) -> CellKind {
        match self.domain {
            Domain::Name(_) | Domain::Competencia(_) | Domain::Algorithm(_) => CellKind::Text,
            Domain::Flag(_) => CellKind::Flag,
            Domain::Count(..) => CellKind::Count,
            Domain::Share(_) | Domain::Amount(_) => CellKind::Amount,
        }
    }

    /// The value in a cell; `None` for none and for what is no value of this knob.
    fn value_in(&self, cell: Cell) -> Option<KnobValue> {
        Some(match (&self.domain, cell) {
            (Domain::Name(_), Cell::Text(name)) => KnobValue::Name(name),
            (Domain::Competencia(_), Cell::Text(name)) => {
                let mut all = Competencia::ALL.into_iter();
                KnobValue::Competencia(all.find(|one| one.as_str() == name)?)
            }
            (Domain::Algorithm(_), Cell::Text(name)) => {
                let mut all = Algorithm::ALL.into_iter();
                KnobValue::Algorithm(all.find(|one| one.as_str() == name)?)
            }
            (Domain::Flag(_), Cell::Flag(flag)) => KnobValue::Flag(flag),
            (Domain::Count(..), Cell::Count(n)) => KnobValue::Count(n),
            (Domain::Share(_) | Domain::Amount(_), Cell::Amount(x)) => x.into(),
            _ => return None,
        })
    }
}

impl KnobValue {
    fn to_cell(&self) -> Cell {
        match self {
            Self::Name(name) => Cell::Text(name.clone()),
            Self::Flag(flag) => Cell::Flag(*flag),
            Self::Count(n) => Cell::Count(*n),
            Self::Amount(Amount(x)) => Cell::Amount(*x),
            Self::Competencia(competencia) => Cell::Text(competencia.as_str().to_owned()),
            Self::Algorithm(algorithm) => Cell::Text(algorithm.as_str().to_owned()),
        }
    }
}
