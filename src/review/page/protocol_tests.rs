//! What `types.js` says of the objects that page and program exchange, held against the objects.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::protocol::{
    Act, ActKind, ActsSince, CardQuery, Conflict, LogLost, News, NewsQuery, OpenCard, OpenCards,
    OriginFlow, PrintQuery, Recorded, RecordedAct, Refused, Rescued, Reviewer, SearchQuery,
    SeenStatement, ToldAct, UndoRequest, UngroupedQuery, Wording, json,
};
use super::*;
use crate::domain::decision::{Action, Alignment, Decision};
use crate::domain::frame::Horizon;
use crate::domain::proposal::sample;
use crate::domain::statement::Origin;

const TYPES: &str = include_str!("web/js/types.js");

/// A property of an object: its type, and whether it may be absent.
struct Property<'t> {
    of: &'t str,
    optional: bool,
}

/// The types of `types.js`: names for others, and objects by their properties.
#[derive(Default)]
struct Types<'t> {
    names: BTreeMap<&'t str, &'t str>,
    objects: BTreeMap<&'t str, BTreeMap<&'t str, Property<'t>>>,
}

impl<'t> Types<'t> {
    fn read(source: &'t str) -> Self {
        let mut types = Self::default();
        let mut object = "";
        for line in source.lines().map(|line| line.trim_start_matches([' ', '*'])) {
            if let Some(said) = line.strip_prefix("@typedef ") {
                let (of, name) = in_braces(said);
                if of == "Object" {
                    object = name;
                    types.objects.insert(name, BTreeMap::new());
                } else {
                    types.names.insert(name, of);
                }
            } else if let Some(said) = line.strip_prefix("@property ") {
                let (of, rest) = in_braces(said);
                let (name, doc) = rest.split_once(' ').expect("a property has words");
                assert!(doc.ends_with('.'), "{object}.{name} has a sentence");
                let optional = name.starts_with('[');
                let name = name.trim_matches(['[', ']']);
                let properties = types.objects.get_mut(object).expect("a property of an object");
                properties.insert(name, Property { of, optional });
            }
        }
        types
    }

    /// Whether a value is of a type, and what is wrong otherwise.
    fn check(&self, value: &Value, of: &str) -> Result<(), String> {
        let of = of.trim();
        let wrong = || Err(format!("{value} is no {of}"));
        if let [_, _, ..] = split(of, '|')[..] {
            let any = split(of, '|').iter().any(|of| self.check(value, of).is_ok());
            return if any { Ok(()) } else { wrong() };
        }
        if let Some(of) = of.strip_suffix("[]") {
            let Some(all) = value.as_array() else { return wrong() };
            return all.iter().try_for_each(|one| self.check(one, of));
        }
        if let Some(parts) = of.strip_prefix('[').and_then(|of| of.strip_suffix(']')) {
            let (parts, all) = (split(parts, ','), value.as_array());
            let Some(all) = all.filter(|all| all.len() == parts.len()) else { return wrong() };
            return all.iter().zip(parts).try_for_each(|(one, of)| self.check(one, of));
        }
        let is = match of {
            "string" => value.is_string(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            _ if of.starts_with('"') => value.as_str() == Some(of.trim_matches('"')),
            _ => match self.names.get(of) {
                Some(named) => return self.check(value, named),
                None => return self.check_object(value, of),
            },
        };
        if is { Ok(()) } else { wrong() }
    }

    fn check_object(&self, value: &Value, name: &str) -> Result<(), String> {
        let properties =
            self.objects.get(name).ok_or_else(|| format!("there is no type {name}"))?;
        let Some(fields) = value.as_object() else { return Err(format!("{value} is no {name}")) };
        for (field, value) in fields {
            let property = properties
                .get(field.as_str())
                .ok_or_else(|| format!("{name}.{field} is not in types.js"))?;
            self.check(value, property.of).map_err(|what| format!("{name}.{field}: {what}"))?;
        }
        let absent = properties
            .iter()
            .find(|(field, property)| !property.optional && !fields.contains_key(**field));
        match absent {
            Some((field, _)) => Err(format!("{name}.{field} is only in types.js")),
            None => Ok(()),
        }
    }
}

/// What stands in braces, and what follows.
fn in_braces(said: &str) -> (&str, &str) {
    let (of, rest) = said.split_once("} ").expect("a type in braces");
    (of.trim_start_matches('{'), rest.trim())
}

/// The parts of a type, where a sign stands outside brackets.
fn split(of: &str, sign: char) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in of.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            c if c == sign && depth == 0 => {
                parts.push(&of[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&of[from..]);
    parts
}

/// Values of the protocol, by the name that `types.js` has for their type.
struct Samples<'t> {
    types: &'t Types<'t>,
    /// The properties that were seen of each type.
    seen: BTreeMap<&'t str, BTreeSet<String>>,
}

impl<'t> Samples<'t> {
    /// A value is as its type says, on the wire and back.
    fn hold<T>(&mut self, name: &'t str, value: &T)
    where
        T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let written: Value = serde_json::from_str(&json(value)).unwrap();
        self.types.check(&written, name).unwrap_or_else(|what| panic!("{what}"));
        assert_eq!(serde_json::from_value::<T>(written.clone()).unwrap(), *value);
        let fields = written.as_object().unwrap().keys().cloned();
        self.seen.entry(name).or_default().extend(fields);
    }
}

fn text(words: &str) -> String {
    words.to_owned()
}

/// A board on which something was decided, so that every part of a card has something in it.
fn board() -> Board {
    let mut board = Board::new(sample::proposal(), Vec::new());
    let card = |board: &Board| board.card_view("PD-001", "Ana", Visibility::Open, 40).unwrap();
    let act = |board: &Board, kind| Act {
        alignment: None,
        card: Some(text("PD-001")),
        kind,
        note: None,
        reason: None,
        seen: Some(card(board).seen),
        since: board.version(),
        statements: Vec::new(),
        target: None,
        text: None,
    };
    for kind in [ActKind::Comment, ActKind::Accept] {
        let note = (kind == ActKind::Comment).then(|| text("¿y el río?"));
        let act = Act { note, ..act(&board, kind) };
        let decision = board.decide(&act, "Ana", "r1", Visibility::Open).unwrap();
        board.add(Decision { number: board.version() + 1, ..decision });
    }
    board
}

#[test]
fn every_object_is_as_the_page_s_types_say_on_the_wire_and_back() {
    let types = Types::read(TYPES);
    let mut samples = Samples { types: &types, seen: BTreeMap::new() };
    let board = board();
    let me = Reviewer { name: text("Ana"), read_only: false };

    for visibility in [Visibility::Open, Visibility::Blind] {
        samples.hold("ReviewState", &board.state(me.clone(), visibility));
        samples.hold("Overview", &board.overview(visibility));
        samples.hold("PrintedCompetencia", &board.print(0, visibility).unwrap());
        for row in board.rows(visibility) {
            samples.hold("CardRow", &row);
            let card = board.card_view(&row.id, "Ana", visibility, 40).unwrap();
            for side in &card.sides {
                samples.hold("SideView", side);
                for statement in &side.statements {
                    samples.hold("StatementView", statement);
                }
            }
            for entry in &card.history {
                samples.hold("HistoryEntry", entry);
            }
            if let Some(pair) = card.suggested.as_ref().and_then(|card| card.weakest.as_ref()) {
                samples.hold("WeakestPair", pair);
            }
            if let Some(said) = card.suggested.as_ref().and_then(|card| card.aligned.as_ref()) {
                samples.hold("SuggestedAlignment", said);
                let ranked = said.desarrollo.iter().chain(&said.gestion).chain(&said.politicas);
                for answer in ranked {
                    samples.hold("RankedAnswer", answer);
                }
            }
            samples.hold("Alignment", &card.alignment);
            samples.hold("CardView", &card);
        }
        for card in &board.print(0, visibility).unwrap().cards {
            samples.hold("PrintedCard", card);
            samples.hold("PrintedStatement", &card.statements[0]);
        }
    }
    let state = board.state(me.clone(), Visibility::Open);
    samples.hold("Reviewer", &me);
    samples.hold("FrameItem", &state.competencias[0]);
    samples.hold("FrameSubitem", &state.gestion[0]);
    samples.hold("Counts", &state.counts);
    let overview = board.overview(Visibility::Open);
    samples.hold("OriginFlow", &overview.flow[0]);
    samples.hold("MapPoint", &overview.map[0]);
    samples.hold("Scores", &board.scores("PD-001").unwrap());
    samples.hold("UngroupedPage", &board.ungrouped(UngroupedList::Out, Visibility::Open, 0));
    let found = board.search("quebrada");
    samples.hold("SearchHit", &found.hits[0]);
    samples.hold("SearchResult", &found);
    let open = OpenCard { card: text("PD-001"), who: text("Beto") };
    samples.hold("OpenCard", &open);
    samples.hold("OpenCards", &OpenCards { cards: vec![open] });
    let words = Wording { mine: true, text: text("Cuidar el agua"), who: text("Ana") };
    samples.hold("Wording", &words);

    let changed = board.changed(&BTreeSet::from([text("PD-001"), text("PD-9")]), Visibility::Open);
    let act = RecordedAct { card: None, number: 3, what: text("Ana comentó") };
    let recorded =
        Recorded { already: false, changed: changed.clone(), act: Some(act), version: 3 };
    samples.hold("Recorded", &Recorded { already: true, act: None, ..recorded.clone() });
    samples.hold("Recorded", &recorded);
    let told = ToldAct { what: text("Ana comentó"), who: text("Ana") };
    samples.hold("ToldAct", &told);
    let since = ActsSince { changed, told: vec![told], touched: vec![text("PD-001")] };
    samples.hold("News", &News { reload: false, since: Some(since), version: 3 });
    samples.hold("News", &News { reload: true, since: None, version: 3 });
    samples.hold("Refused", &Refused { error: text("falta el motivo") });
    samples.hold("LogLost", &LogLost { error: text("ya no está"), lost: true });
    samples.hold("Rescued", &Rescued { decisions: 3, files: vec![text("copia.db")] });
    samples.hold("Conflict", &Conflict { changed: vec![text("Ana aceptó")], version: 3 });

    let seen = SeenStatement { id: text("C001"), seen: text("00") };
    let alignment = Alignment {
        horizon: Some(Horizon::LargoPlazo),
        objetivo_desarrollo: Some(text("1")),
        objetivo_gestion: None,
        politicas: vec![text("P01")],
    };
    samples.hold("Alignment", &alignment);
    samples.hold("SeenStatement", &seen);
    samples.hold(
        "Act",
        &Act {
            alignment: Some(alignment),
            card: Some(text("PD-001")),
            kind: ActKind::DontKnow,
            note: None,
            reason: Some(text("es un reclamo")),
            seen: Some(text("00")),
            since: 2,
            statements: vec![seen],
            target: Some(text("PD-002")),
            text: None,
        },
    );
    samples.hold("UndoRequest", &UndoRequest { number: None });
    samples.hold("CardQuery", &CardQuery { id: text("PD-001"), limit: Some(40) });
    samples.hold("UngroupedQuery", &UngroupedQuery { kind: text("out"), page: Some(0) });
    samples.hold("SearchQuery", &SearchQuery { q: text("agua") });
    samples.hold("PrintQuery", &PrintQuery { competencia: 0 });
    samples.hold("NewsQuery", &NewsQuery { card: Some(text("PD-001")), since: 2 });

    for (name, properties) in &types.objects {
        let seen = samples.seen.get(name);
        for property in properties.keys() {
            let found = seen.is_some_and(|seen| seen.contains(*property));
            assert!(found, "{name}.{property} is only in types.js");
        }
    }
}

#[test]
fn the_page_may_leave_out_what_is_optional_in_an_act() {
    let act: Act = serde_json::from_str(r#"{"kind":"accept"}"#).unwrap();
    assert_eq!((act.kind, act.since, act.statements.len()), (ActKind::Accept, 0, 0));
    assert!(serde_json::from_str::<Act>(r#"{"kind":"accept","other":1}"#).is_err());
}

#[test]
fn a_difference_between_types_and_objects_is_told() {
    let types = Types::read(
        "/**\n * @typedef {Object} FrameItem\n * @property {number} id Its id.\n */\n/**\n * \
         @typedef {Object} Conflict\n * @property {string[]} changed What.\n * @property \
         {[number, number]} version Two.\n * @property {string} more More.\n */",
    );
    let of = |name: &str, written: &str| {
        types.check(&serde_json::from_str(written).unwrap(), name).unwrap_err()
    };
    assert_eq!(of("FrameItem", r#"{"id":"a"}"#), "FrameItem.id: \"a\" is no number");
    assert_eq!(of("FrameItem", r#"{"id":1,"b":2}"#), "FrameItem.b is not in types.js");
    assert_eq!(
        of("Conflict", r#"{"changed":[],"version":[1,2]}"#),
        "Conflict.more is only in types.js"
    );
    assert!(of("Conflict", r#"{"version":[1]}"#).contains("is no [number, number]"));
}

#[test]
fn keys_stand_in_alphabetical_order() {
    let act = UndoRequest { number: Some(1) };
    assert_eq!(json(&act), r#"{"number":1}"#);
    let flow = OriginFlow { counts: [0; 5], origin: Origin::Citizen };
    assert_eq!(json(&flow), r#"{"counts":[0,0,0,0,0],"origin":"citizen"}"#);
    let board = board();
    let row = json(&board.rows(Visibility::Open)[0]);
    assert!(row.starts_with(r#"{"by":"#), "{row}");
}

#[test]
fn a_fingerprint_changes_with_what_is_decided_and_with_nothing_else() {
    let board = board();
    let again = Board::new(sample::proposal(), board.decisions().to_vec());
    let seen =
        |board: &Board, id: &str| board.card_view(id, "Ana", Visibility::Open, 40).unwrap().seen;
    assert_eq!(seen(&board, "PD-001"), seen(&again, "PD-001"));
    let before = Board::new(sample::proposal(), Vec::new());
    assert_ne!(seen(&board, "PD-001"), seen(&before, "PD-001"));
    assert_eq!(seen(&board, "PD-002"), seen(&before, "PD-002"));
    assert!(board.decisions().iter().any(|d| matches!(d.action, Action::Accept { .. })));
}
