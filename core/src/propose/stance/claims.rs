//! What a text wishes for or against: its clauses, the deed that each asks for, and what it is to be
//! done to. Only wishes are read; what a text tells is none.

use super::clauses::{
    BEING, HAVING, LACKS, LIGHT, OF_SUBJECTS, PEOPLE, PRONOUNS, SKIPPED, TELLING, Token, WANTING,
    clauses, is_infinitive, listed, tokens,
};
use super::lexicon::{Deed, Lexicon, Verb, is_evil, is_unwanted, undone, without_pronoun};
use crate::text::words::{Stems, has_letter};

/// A thing that a text speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Thing {
    /// The stem of its noun.
    pub(super) head: String,
    /// The stems of what tells it from others of its kind.
    pub(super) kinds: Vec<String>,
    /// The folded names that stand with it.
    pub(super) names: Vec<String>,
    /// Whether it is the part of its kind that is not wanted.
    pub(super) unwanted: bool,
    /// Whether it is said where it is to be, and not for whom.
    pub(super) placed: bool,
    /// Whether it is said for whom it is to be, and not where.
    pub(super) assigned: bool,
}

/// A wish of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// What is to be done.
    pub(super) deed: Deed,
    /// The verb; a form of it where no list knows it.
    pub(super) verb: String,
    /// Whether it is not to be done, for a verb that no list knows.
    pub(super) negated: bool,
    /// To what.
    pub(super) thing: Thing,
}

/// What a clause asks for, as far as it was read.
#[derive(Debug, Clone, Copy)]
struct Asked {
    deed: Deed,
    verb: &'static str,
    /// Where what it is done to is looked for.
    next: usize,
    /// Whether a pronoun stands for what it is done to.
    pronoun: bool,
}

/// Reads what texts wish.
#[derive(Default)]
pub(super) struct Reader {
    stems: Stems,
    lexicon: Lexicon,
}

impl Reader {
    /// The wishes of a text, in order.
    pub(super) fn claims(&self, text: &str) -> Vec<Claim> {
        let tokens = tokens(&self.stems, text);
        let mut claims = Vec::new();
        let mut topic: Option<Thing> = None;
        for clause in clauses(&self.lexicon, &tokens) {
            let found = self.clause(clause, topic.as_ref());
            let first = found.first().map(|claim| claim.thing.clone());
            let begins = ["el", "la", "los", "las"].contains(&clause[0].folded.as_str());
            let subject = begins.then(|| self.thing(clause, 0)).flatten();
            topic = topic.or(subject).or(first).or_else(|| self.thing(clause, 0));
            claims.extend(found);
        }
        claims.retain(|claim| !is_evil(&claim.thing.head));
        claims
    }

    fn clause(&self, clause: &[Token], topic: Option<&Thing>) -> Vec<Claim> {
        if let Some(thing) = self.harmful(clause) {
            return vec![claim(Deed::Unmake, "perjudicar", thing)];
        }
        for i in 0..clause.len() {
            let Some((asked, undo)) = self.asked(clause, i) else { continue };
            let (asked, undo) = self.nested(clause, asked, undo);
            let deed = if undo { undone(asked.deed) } else { asked.deed };
            let rest = &clause[asked.next..];
            if undo
                && asked.verb == "haber"
                && let Some(que) = rest.iter().take(2).position(|t| t.folded == "que")
            {
                let mut denied = self.unlisted(&rest[que..]);
                for claim in &mut denied {
                    claim.negated ^= true;
                }
                return denied;
            }
            let subject = || {
                let from = clause[..i].iter().rposition(|t| t.folded == "que")?;
                self.thing(&clause[..i], from + 1)
            };
            let of_subject = listed(&OF_SUBJECTS, asked.verb);
            let to = clause.get(asked.next).map_or("", |t| t.folded.as_str());
            let object = || {
                let goal = of_subject && ["a", "al", "por", "en", "hasta"].contains(&to);
                if goal { None } else { self.thing(clause, asked.next) }
            };
            let thing = if asked.pronoun { topic.cloned() } else { None }
                .or_else(|| of_subject.then(subject).flatten())
                .or_else(object)
                .or_else(subject)
                .or_else(|| topic.cloned());
            let also = self.also(clause, asked.next);
            let things = thing.into_iter().chain(also);
            return things.map(|thing| claim(deed, asked.verb, thing)).collect();
        }
        self.unlisted(clause)
    }

    /// The second of two things that a deed is done to: `dar atención y ayudas`.
    fn also(&self, clause: &[Token], from: usize) -> Option<Thing> {
        let first = (from..clause.len()).find(|&i| clause[i].content)?;
        let and = clause.get(first + 1).filter(|t| t.folded == "y" || t.folded == "e")?;
        let next = clause.get(first + 2).filter(|t| t.content && !t.name && !and.apart)?;
        self.thing(clause, first + 2).filter(|_| clause[first].content && !next.apart)
    }

    /// What is asked for by the word at a place of a clause, and whether it is not wanted.
    fn asked(&self, clause: &[Token], i: usize) -> Option<(Asked, bool)> {
        let at = |i: usize| clause.get(i).map_or("", |t| t.folded.as_str());
        let make = |next: usize| Asked { deed: Deed::Make, verb: "haber", next, pronoun: false };
        let word = at(i);
        match word {
            "basta" | "hartos" | "hartas" | "cansados" => return Some((make(i + 1), true)),
            "fuera" if i == 0 && at(1) != "de" && at(1) != "del" => return Some((make(1), true)),
            "contra" if i > 0 && at(i - 1) == "en" => return Some((make(i + 1), true)),
            "no" | "tampoco" => return self.denied(clause, i),
            "ni" if i == 0 && ["un", "una"].contains(&at(1)) => return Some((make(2), true)),
            "ni" if i == 0 => return self.denied(clause, i),
            "mas"
                if clause.get(i + 1).is_some_and(|t| t.content)
                    && (i == 0 || at(i - 1) == "con") =>
            {
                return Some((Asked { deed: Deed::Grow, ..make(i + 1) }, false));
            }
            "menos" if clause.get(i + 1).is_some_and(|t| t.content) && i == 0 => {
                return Some((Asked { deed: Deed::Shrink, ..make(i + 1) }, false));
            }
            _ if ["rechaz", "opon", "opos"].iter().any(|root| word.starts_with(root)) => {
                return Some((make(i + 1), true));
            }
            _ if listed(&LACKS, word) => return Some((make(i + 1), false)),
            _ => {}
        }
        self.done(clause, i).map(|asked| (asked, false))
    }

    /// What "no" at a place of a clause denies: `no hay` is a lack, `no más` a wish against.
    fn denied(&self, clause: &[Token], i: usize) -> Option<(Asked, bool)> {
        let at = |i: usize| clause.get(i).map_or("", |t| t.folded.as_str());
        let make = |next: usize| Asked { deed: Deed::Make, verb: "haber", next, pronoun: false };
        match at(i + 1) {
            "a" | "al" if i == 0 || at(i - 1) == "decimos" => return Some((make(i + 2), true)),
            "mas" => return Some((make(i + 2), true)),
            having if listed(&HAVING, having) => return Some((make(i + 2), false)),
            wanting if listed(&WANTING, wanting) && at(i + 2) != "que" => {
                return Some((make(i + 2), true));
            }
            "estamos" | "estoy" if at(i + 2) == "de" && at(i + 3) == "acuerdo" => {
                return Some((make(i + 4), true));
            }
            _ => {}
        }
        let verb = denied_verb(clause, i)?;
        let asked = self.done(clause, verb)?;
        let pronoun = asked.pronoun
            || clause[i + 1..verb]
                .iter()
                .any(|t| ["lo", "la", "los", "las"].contains(&t.folded.as_str()));
        Some((Asked { pronoun, ..asked }, true))
    }

    /// The deed that the word at a place of a clause names.
    fn done(&self, clause: &[Token], i: usize) -> Option<Asked> {
        let word = clause[i].folded.as_str();
        let before = i.checked_sub(1).map(|b| clause[b].folded.as_str());
        let earlier = i.checked_sub(2).map_or("", |b| clause[b].folded.as_str());
        let after = clause.get(i + 1).map_or("", |t| t.folded.as_str());
        let told =
            before.is_some_and(|b| listed(&TELLING, b) || (b == "a" && listed(&TELLING, earlier)));
        if is_infinitive(word) && told {
            return None;
        }
        if ["dejar", "dejen", "deje"].contains(&word) && is_infinitive(after) {
            let lost = ["morir", "perder", "caer", "pasar"].contains(&after);
            // What is let be done is a deed itself where a list knows it.
            let next = if self.lexicon.verb(after).is_some() { i + 1 } else { i + 2 };
            let asked = Asked { deed: Deed::Allow, verb: "dejar", next, pronoun: false };
            return (!lost).then_some(asked);
        }
        let wished = |Verb { deed, name }: Verb, pronoun: bool| {
            Some(Asked { deed, verb: name, next: i + 1, pronoun })
        };
        let article = before.is_some_and(|b| ["el", "los", "un", "la", "las", "una"].contains(&b));
        // "Que vayan a tal lugar" sends nobody away.
        let goes = word.starts_with("vay") && before != Some("se");
        if let Some(verb) = self.lexicon.verb(word).filter(|_| !goes)
            && !(article && !is_infinitive(word) && self.lexicon.noun(word).is_none())
        {
            let attached = without_pronoun(word).is_some_and(|(bare, thing)| {
                thing && self.lexicon.verb(bare).is_some() && !is_infinitive(word)
            });
            let detached = before.is_some_and(|b| ["lo", "los", "las", "la"].contains(&b));
            return wished(verb, attached || (detached && !is_infinitive(word)));
        }
        let verb = self.lexicon.noun(word)?;
        let joined =
            matches!(after, "de" | "del") || (matches!(after, "a" | "al") && word == "apoyo");
        joined.then_some(())?;
        wished(verb, false)
    }

    /// Follows a deed into what it is done to where that is a deed itself: `evitar el cierre de`.
    fn nested(&self, clause: &[Token], mut asked: Asked, mut undo: bool) -> (Asked, bool) {
        for _ in 0..2 {
            let mut next = asked.next;
            let mut denied = false;
            while let Some(token) = clause.get(next) {
                if token.folded == "no" {
                    denied = true;
                } else if !listed(&SKIPPED, &token.folded) {
                    break;
                }
                next += 1;
            }
            let Some(inner) = (next < clause.len()).then(|| self.done(clause, next)).flatten()
            else {
                break;
            };
            let stops = matches!(
                asked.deed,
                Deed::Unmake | Deed::Forbid | Deed::Shrink | Deed::Close | Deed::Move | Deed::Bar
            );
            undo = undo ^ stops ^ denied;
            asked = inner;
        }
        (asked, undo)
    }

    /// The thing named at a place of a clause.
    fn thing(&self, clause: &[Token], from: usize) -> Option<Thing> {
        let mut at = from;
        while clause.get(at).is_some_and(|t| listed(&SKIPPED, &t.folded) || !has_letter(&t.folded))
        {
            at += 1;
        }
        let mut head = clause.get(at).filter(|t| t.content)?;
        let of =
            |i: usize| clause.get(i).is_some_and(|t| ["de", "del"].contains(&t.folded.as_str()));
        if listed(&PEOPLE, &head.folded)
            && let Some(next) = clause.get(at + 1).filter(|t| t.content && !t.apart)
        {
            at += 1;
            head = next;
        }
        if listed(&LIGHT, &head.folded) {
            let joint = (at + 1..at + 3).find(|&i| of(i));
            let next =
                joint.and_then(|joint| (joint + 1..clause.len()).find(|&i| clause[i].content));
            if let Some(next) = next {
                at = next;
                head = &clause[next];
            }
        }
        if self.lexicon.verb(&head.folded).is_some() && is_infinitive(&head.folded) {
            return None;
        }
        if is_evil(&head.folded) {
            return Some(Thing { head: head.folded.clone(), ..Thing::default() });
        }
        let mut thing = Thing { head: canonical(&head.stem).to_owned(), ..Thing::default() };
        let said = |word: &str| clause[at + 1..].iter().any(|t| t.folded == word);
        thing.placed = said("en") && !said("para");
        thing.assigned = said("para") && !said("en");
        let mut within = true;
        for token in &clause[at + 1..] {
            if token.name {
                thing.names.push(token.folded.clone());
            }
            let joint = ["de", "del", "la", "las", "los", "el", "y", "para"]
                .contains(&token.folded.as_str());
            within &= joint || token.content;
            if within && !joint && !token.name && thing.kinds.len() < 3 {
                thing.unwanted |= is_unwanted(&token.folded);
                thing.kinds.push(token.stem.clone());
            }
        }
        Some(thing)
    }

    /// What a clause says does harm: `la ciclovía perjudica`, `el tranvía no nos conviene`.
    fn harmful(&self, clause: &[Token]) -> Option<Thing> {
        let at = |i: usize| clause.get(i).map_or("", |t| t.folded.as_str());
        let harm = (1..clause.len()).find(|&i| match at(i) {
            "perjudica" | "perjudican" => true,
            "conviene" | "convienen" => (1..4).any(|b| i >= b && at(i - b) == "no"),
            "trae" | "traen" | "beneficia" | "benefician" => at(i - 1) == "solo",
            "matado" => matches!(at(i - 1), "ha" | "han"),
            _ => false,
        })?;
        let subject =
            clause[..harm].iter().position(|t| ["no", "solo"].contains(&t.folded.as_str()));
        self.thing(&clause[..subject.unwrap_or(harm)], 0)
    }

    /// The wishes of a clause whose verb no list knows: `rellenar la quebrada`, `no rellenen la
    /// quebrada`, `que los buses entren`.
    fn unlisted(&self, clause: &[Token]) -> Vec<Claim> {
        let unknown = |verb: &Token, negated: bool, thing: Thing| Claim {
            deed: Deed::Unknown,
            verb: verb.folded.clone(),
            negated,
            thing,
        };
        let deny = clause.iter().position(|t| t.folded == "no");
        if let Some(deny) = deny {
            let verb = denied_verb(clause, deny);
            if let Some(verb) = verb.filter(|&verb| listed(&BEING, &clause[verb].folded)) {
                return self.being(clause, verb, true).into_iter().collect();
            }
            let Some(verb) = verb.filter(|&verb| clause[verb].content) else { return Vec::new() };
            let que = clause[..deny].iter().rposition(|t| t.folded == "que");
            let subject = que.and_then(|que| self.thing(&clause[..deny], que + 1));
            let thing = subject.or_else(|| self.thing(clause, verb + 1));
            return thing.map(|thing| unknown(&clause[verb], true, thing)).into_iter().collect();
        }
        let Some(first) = clause.iter().position(|t| !listed(&PRONOUNS, &t.folded)) else {
            return Vec::new();
        };
        if is_infinitive(&clause[first].folded) {
            let thing = self.thing(clause, first + 1);
            return thing.map(|thing| unknown(&clause[first], false, thing)).into_iter().collect();
        }
        if clause[first].folded != "que" {
            return Vec::new();
        }
        if let Some(verb) = clause.iter().position(|t| listed(&BEING, &t.folded)) {
            return self.being(clause, verb, false).into_iter().collect();
        }
        // Which word is the verb is not known: only the same form, denied of the same thing, meets it.
        let Some(subject) = self.thing(clause, first + 1) else { return Vec::new() };
        let verbs = clause[first + 2..].iter().filter(|t| t.content);
        verbs
            .map(|verb| unknown(verb, false, Thing { kinds: Vec::new(), ..subject.clone() }))
            .collect()
    }

    /// What a clause wishes a thing to be: `que la entrada sea gratuita`.
    fn being(&self, clause: &[Token], verb: usize, negated: bool) -> Option<Claim> {
        let what = clause[verb + 1..].iter().find(|t| t.content)?;
        let que = clause[..verb].iter().rposition(|t| t.folded == "que")?;
        let subject = self.thing(&clause[..verb], que + 1)?;
        let verb = format!("ser {}", what.stem);
        let thing = Thing { kinds: Vec::new(), ..subject };
        Some(Claim { deed: Deed::Unknown, verb, negated, thing })
    }
}

fn claim(deed: Deed, verb: &str, thing: Thing) -> Claim {
    Claim { deed, verb: verb.to_owned(), negated: false, thing }
}

/// Where the verb stands that a "no" at a place of a clause denies.
fn denied_verb(clause: &[Token], no: usize) -> Option<usize> {
    let passed = |word: &str| listed(&PRONOUNS, word) || listed(&WANTING, word) || word == "que";
    (no + 1..clause.len()).find(|&k| !passed(&clause[k].folded))
}

/// The one stem of nouns for the same thing.
fn canonical(stem: &str) -> &str {
    match stem {
        "tarif" => "pasaj",
        "parque" | "estacionamient" | "parqueader" => "parqueader",
        "can" => "perr",
        stem => stem,
    }
}
