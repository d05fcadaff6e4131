//! What a word of a Spanish text can be in a phrase: closed lists, endings, and what stands before
//! the word elsewhere in the corpus. There is no tagger; what is not known to be anything else is
//! taken for a noun or an adjective.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::words::{Stems, WordKind, has_letter, words};
use crate::text::{clean, fold, markup};

/// What a word can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// An article or what stands in its place.
    Determiner,
    /// A preposition that joins two nouns.
    Joint,
    /// "y" and its forms.
    And,
    /// Any other function word.
    Other,
    /// An infinitive.
    Infinitive,
    /// A form of a verb.
    Verb,
    /// A figure, or a word with one in it.
    Figure,
    /// A noun or an adjective.
    Noun,
}

/// A word of a text with all that a phrase asks of it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked of a word by itself")]
pub(crate) struct Token {
    /// The word in lower case, but for acronyms and names; with the accents it has elsewhere.
    pub(crate) text: String,
    /// Its folded form.
    pub(crate) folded: String,
    /// Its stem; empty for function words and figures.
    pub(crate) stem: String,
    /// What it can be.
    pub(crate) tag: Tag,
    /// Whether it carries matter: no function word, nothing that every challenge may begin with.
    pub(crate) content: bool,
    /// Whether a sign stands between it and the word before; a phrase does not go over it.
    pub(crate) apart: bool,
    /// Whether it has the capital of a name.
    pub(crate) name: bool,
    /// Whether a phrase can begin with it: no adjective, unless an article stands before it somewhere.
    pub(crate) head: bool,
    /// Whether an article stands before it somewhere in the corpus.
    pub(crate) noun: bool,
}

const DETERMINERS: &str = "el la los las un una unos unas su sus este esta estos estas nuestro \
    nuestra nuestros nuestras cada todo toda todos todas al del algunos algunas";
const JOINTS: &str = "de del para en con a al por contra sobre hacia";
const ANDS: &str = "y e";
const ADVERBS: &str = "siempre nunca ahora hoy solo solamente aqui alli ahi alla bien mal tarde \
    temprano cerca lejos dentro fuera adentro afuera arriba abajo ademas tampoco apenas luego despues \
    antes entonces asimismo si favor gracias etc ojala quiza quizas ni o u pero sino que aun \
    incluso especialmente principalmente actualmente adecuadamente oportunamente menos demasiado ninguno ninguna ningun algun cualquier \
    bastante primero segundo tercero años año mes meses dia dias hora horas vez veces cosa cosas \
    mediante durante segun mismo misma mismos mismas varios varias diverso diversos diversas \
    manera forma parte partes mal peor mejor mejores gran grandes buen buena buenas tipo tema encima debajo detras delante alrededor junto frente \
    temas nivel niveles via ejemplo";
const VERBS: &str = "hay es son esta estan fue era eran tiene tienen tenemos tengo queremos \
    quiero necesitamos necesita necesitan necesito falta faltan hace hacen haga hagan pone ponen \
    ponga pongan da dan den debe deben deberia deberian puede pueden podria podrian existe existen \
    van va viene vienen sale salen llega llegan pasa pasan queda quedan dice dicen sabe saben pide \
    piden pedimos cobran cobra roban botan bota quitan quita mandan manda cierran cierra abren abre \
    suben baja bajan vive viven usan usa quieren quiere sirve sirven sea sean vaya vayan exista \
    existan cumpla cumplan permita permitan solicitamos exigimos solicito hizo hicieron dijo \
    dijeron cuesta cuestan toca tocan espera esperan aplica aplican afecta afectan genera generan \
    impide impiden dificulta dificultan limita limitan provoca provocan persiste persisten carece \
    carecen requiere requieren arreglen limpien pongan controlen recojan construyan pavimenten \
    coloquen cuiden ayuden apoyen abran mejoren revisen respeten multen sancionen capaciten \
    enseñen entreguen instalen vigilen amplien traigan lleven paguen bajen suban manden dejen \
    quiten saquen siembren inviertan implementen incluyan garanticen pinten terminen reparen \
    llueve inunda daña dañan duerme duermen esperamos vivimos somos diga digan quede queden sigue siguen";

/// Nouns that end like an infinitive or another form of a verb.
const NOUNS: &str = "alquiler azar bar bienestar calamar collar ejemplar familiar hogar lugar mujer \
    par pilar placer poder popular primer sector similar solar taller tercer ayer escolar \
    particular militar alcaldesa malestar telar altar nectar azucar auxiliar titular vehicular \
    peculiar regular singular preescolar extraescolar celular cantar deber deberes cancer lider \
    cuerpo hambre nivel mundo fondo bando contrabando comando extremo tramos ramos reclamos \
    prestamos maximos minimos ultimos proximos extremos remos vandalismo escobar bazar quehacer \
    interdisciplinar polinizador lunar muladar pulgar angular circular modular nuclear molecular \
    suelo suelos";

/// Reads words as parts of phrases; made of the texts of a corpus.
pub(crate) struct Tagger {
    stems: Stems,
    lists: BTreeMap<&'static str, Tag>,
    adverbs: BTreeSet<&'static str>,
    nouns: BTreeSet<&'static str>,
    /// By folded form: how often it follows an article, and how often what only verbs follow.
    evidence: BTreeMap<String, (u32, u32)>,
    /// By folded form: the forms it is written in, without capitals, each with its number.
    forms: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Tagger {
    /// Reads the texts once, for what stands before what.
    pub(crate) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut lists = BTreeMap::new();
        let groups = [
            (VERBS, Tag::Verb),
            (JOINTS, Tag::Joint),
            (DETERMINERS, Tag::Determiner),
            (ANDS, Tag::And),
            ("al del", Tag::Joint),
        ];
        for (list, tag) in groups {
            lists.extend(list.split_ascii_whitespace().map(|word| (word, tag)));
        }
        let mut tagger = Self {
            stems: Stems::default(),
            lists,
            adverbs: ADVERBS.split_ascii_whitespace().collect(),
            nouns: NOUNS.split_ascii_whitespace().collect(),
            evidence: BTreeMap::new(),
            forms: BTreeMap::new(),
        };
        for text in texts {
            tagger.learn(text);
        }
        tagger
    }

    fn learn(&mut self, text: &str) {
        let shouted = is_shouted(text);
        let mut before = String::new();
        for word in words(text) {
            let folded = fold(word.text);
            if !has_letter(word.text) {
                before = folded;
                continue;
            }
            let evidence = self.evidence.entry(folded.clone()).or_default();
            match before.as_str() {
                "el" | "los" | "un" | "una" | "unos" | "unas" | "del" | "al" | "sus" | "su"
                | "las" | "la" => evidence.0 += 1,
                "no" | "se" | "que" | "nos" | "les" | "le" | "ya" | "me" | "quien" => {
                    evidence.1 += 1;
                }
                _ => {}
            }
            if !shouted {
                let lower = word.text.to_lowercase();
                *self.forms.entry(folded.clone()).or_default().entry(lower).or_default() += 1;
            }
            before = folded;
        }
    }

    /// The tokens of a text.
    pub(crate) fn read(&self, text: &str) -> Vec<Token> {
        let text = clean(&markup::plain(text));
        let shouted = is_shouted(&text);
        let mut tokens: Vec<Token> = Vec::new();
        let mut end = 0;
        let mut begins = true;
        for word in words(&text) {
            let between = &text[end..word.from];
            let apart = !tokens.is_empty() && !between.chars().all(|c| c == ' ' || c == '-');
            begins =
                begins || between.contains(['.', '!', '?', ':', '¿', '¡', '«', '"', '\n', ';']);
            end = word.to();
            let acronym = !shouted
                && word.text.chars().count() > 1
                && word.text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
                && has_letter(word.text);
            let capital = word.text.chars().next().is_some_and(char::is_uppercase);
            let folded = fold(word.text);
            let name = !shouted && !begins && capital && !acronym && folded.len() > 2;
            begins = false;
            let written =
                if acronym || name { word.text.to_owned() } else { self.form(&folded, word.text) };
            let (kind, stem) = self.stems.read(&written);
            let tag = if word.text.chars().any(|c| c.is_ascii_digit()) || !has_letter(word.text) {
                Tag::Figure
            } else if acronym {
                Tag::Noun
            } else {
                self.tag(&folded, kind)
            };
            let tag = match tokens.last() {
                Some(before) if !apart && tag == Tag::Noun => self.after(before, &folded),
                _ => tag,
            };
            let matter = kind != WordKind::Stopword && tag != Tag::Figure;
            let preceded = self.evidence.get(&folded).is_some_and(|(article, _)| *article > 0);
            let head = tag == Tag::Noun && (preceded || name || !is_adjective(&folded));
            tokens.push(Token {
                content: kind == WordKind::Content
                    && matches!(tag, Tag::Noun | Tag::Infinitive)
                    && !self.adverbs.contains(folded.as_str()),
                stem: if matter { stem } else { String::new() },
                text: written,
                folded,
                tag,
                apart,
                name,
                head,
                noun: preceded,
            });
        }
        tokens
    }

    /// The word as most of the corpus writes it, with the accent where most of it has one.
    fn form(&self, folded: &str, word: &str) -> String {
        let lower = word.to_lowercase();
        let Some(forms) = self.forms.get(folded) else { return lower };
        let all: u32 = forms.values().sum();
        let accented = forms
            .iter()
            .filter(|(form, count)| form.as_str() != folded && **count * 2 > all)
            .max_by(|x, y| x.1.cmp(y.1).then(y.0.cmp(x.0)));
        accented.map_or(lower, |(form, _)| form.clone())
    }

    /// What a word is that stands after another and could be a noun: after what only verbs follow it
    /// is a verb, unless an article stands before it elsewhere.
    fn after(&self, before: &Token, folded: &str) -> Tag {
        let verbal = ["no", "se", "que", "nos", "les", "le", "me", "quien"];
        let preceded = self.evidence.get(folded).is_some_and(|(article, _)| *article > 0);
        if verbal.contains(&before.folded.as_str()) && !preceded { Tag::Verb } else { Tag::Noun }
    }

    fn tag(&self, folded: &str, kind: WordKind) -> Tag {
        if let Some(tag) = self.lists.get(folded) {
            return *tag;
        }
        if kind == WordKind::Stopword || self.adverbs.contains(folded) || folded.len() < 3 {
            return Tag::Other;
        }
        if self.nouns.contains(folded) {
            return Tag::Noun;
        }
        let (noun, verb) = self.evidence.get(folded).copied().unwrap_or_default();
        if is_infinitive(folded) {
            return if noun > 2 && noun > 2 * verb { Tag::Noun } else { Tag::Infinitive };
        }
        let ends = |ends: &[&str]| ends.iter().any(|end| folded.ends_with(end));
        let verbal = ["amos", "emos", "imos", "aron", "ieron", "ando", "iendo", "aban", "arian"];
        if (ends(&verbal) && noun <= verb) || (verb > 0 && verb >= 2 * noun) {
            return Tag::Verb;
        }
        if ends(&["mente"]) && folded.len() > 7 { Tag::Other } else { Tag::Noun }
    }
}

/// Whether a folded word ends like an infinitive, and is no noun known to.
pub(crate) fn is_infinitive(folded: &str) -> bool {
    let ends = ["ar", "er", "ir", "arse", "erse", "irse", "arlos", "arlas", "arles"];
    folded.len() > 3
        && ends.iter().any(|end| folded.ends_with(end))
        && !NOUNS.split_ascii_whitespace().any(|noun| noun == folded)
}

/// Whether a text is written in capitals.
pub(crate) fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    letters > 3 && capitals * 10 > letters * 6
}

/// Whether a folded word ends as adjectives do.
pub(crate) fn is_adjective(folded: &str) -> bool {
    const ENDS: &[&str] = &[
        "al", "ales", "ar", "ares", "ivo", "iva", "ivos", "ivas", "ico", "ica", "icos", "icas",
        "oso", "osa", "osos", "osas", "ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas",
        "ario", "aria", "arios", "arias", "orio", "oria", "orios", "orias", "ble", "bles", "ente",
        "entes", "ante", "antes", "il", "iles", "ano", "ana", "anos", "anas", "ense", "enses",
        "ista", "istas", "eño", "eña", "eños", "eñas", "ino", "ina", "inos", "inas", "ero", "era",
        "eros", "eras", "urno", "urna", "urnos", "urnas",
    ];
    const WORDS: &str = "publico publica publicos publicas libre libres verde verdes limpio limpia \
        limpios limpias seguro segura seguros seguras mayores menores solido solidos pluvial baldio \
        baldios peligrosos infantil juvenil joven jovenes civico digno digna dignos dignas conectado conectados mixto mixta vulnerable \
        temprana temprano lento lenta pesado pesada roto rota rotas rotos colectivo sexual propio propia propios propias nuevo nueva nuevos nuevas \
        inconcluso inconclusa puro pura doble dobles otro bueno buena cerrado solo sola vial viales social civil rural urbano popular";
    ENDS.iter().any(|end| folded.len() > end.len() + 2 && folded.ends_with(end))
        || WORDS.split_ascii_whitespace().any(|word| word == folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(texts: &[&str], of: &str) -> Vec<(String, Tag)> {
        let tagger = Tagger::of(texts.iter().copied());
        tagger.read(of).into_iter().map(|t| (t.text, t.tag)).collect()
    }

    #[test]
    fn words_are_known_by_lists_endings_and_what_stands_before_them() {
        use Tag::{And, Determiner, Infinitive, Joint, Noun, Verb};
        let corpus = ["la quebrada se desborda", "que no se desborda", "El público espera"];
        let found = tags(&corpus, "MEJORAR LA QUEBRADA Y EL TALLER DEL PUBLICO QUE SE DESBORDA");
        let of = |word: &str| found.iter().find(|(text, _)| text == word).map(|(_, tag)| *tag);
        assert_eq!(of("mejorar"), Some(Infinitive));
        assert_eq!((of("la"), of("del"), of("y")), (Some(Determiner), Some(Joint), Some(And)));
        assert_eq!((of("taller"), of("quebrada")), (Some(Noun), Some(Noun)));
        assert_eq!(of("desborda"), Some(Verb));
        assert_eq!(of("público"), Some(Noun), "the accent that the corpus has");
    }

    #[test]
    fn names_and_acronyms_keep_their_capitals_and_breaks_are_seen() {
        let tagger = Tagger::of(["Semáforo en Calderón, falta el COE"]);
        let read = tagger.read("Semáforo en Calderón, falta el COE");
        assert_eq!(read[2].text, "Calderón");
        assert!(read[2].name && !read[0].name && read[3].apart && !read[2].apart);
        assert_eq!(read[5].text, "COE");
    }
}
