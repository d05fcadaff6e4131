//! Texts that are not in Spanish, told by the small words that each language has and Spanish has
//! not. A text of few words, or of names and figures, is not accused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::fold;
use super::markup;

/// A language that people answer in where Spanish was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Kichwa, and the Quechua of its neighbours as far as it is alike.
    Kichwa,
    /// English.
    English,
    /// Portuguese.
    Portuguese,
    /// French.
    French,
    /// Catalan.
    Catalan,
    /// Italian.
    Italian,
    /// German.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Kichwa,
        Self::English,
        Self::Portuguese,
        Self::French,
        Self::Catalan,
        Self::Italian,
        Self::German,
    ];

    /// The word people read.
    pub fn in_spanish(self) -> &'static str {
        match self {
            Self::Kichwa => "kichwa",
            Self::English => "inglés",
            Self::Portuguese => "portugués",
            Self::French => "francés",
            Self::Catalan => "catalán",
            Self::Italian => "italiano",
            Self::German => "alemán",
        }
    }

    /// Its code in files for machines (ISO 639).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kichwa => "qu",
            Self::English => "en",
            Self::Portuguese => "pt",
            Self::French => "fr",
            Self::Catalan => "ca",
            Self::Italian => "it",
            Self::German => "de",
        }
    }

    /// Its small words, folded, that are no words of Spanish.
    fn own(self) -> &'static str {
        match self {
            Self::Kichwa => {
                "alli allpa allpata ama ashtawan ayllu ayllukuna chay chaymanta charinchik chayta \
                 hampi hatun illan imashna jatun kanchik karan karikuna kaypi kawsay kay kichwa \
                 kunan llakta llaktapi mana manta mashi mashikuna mañanchik minkay munani \
                 munanchik mushuk ñan ñuka ñukanchik ñukanchikpa ñukanchipa pacha paktachina \
                 payka punchakuna rimay runa runakuna rurana ruranata rurashpa sacha shina shuk \
                 sumak taki tantanakuy tiyan tukuy tukuykuna urku ushanchik wakcha wallpa warmi \
                 warmikuna wasi wasikuna wawa wawakuna yachana yaku yakuta yanapay yanapana ayni"
            }
            Self::English => {
                "the and of to is are we need needs for with that this should more have not our \
                 they be in on it you there people would could from at an or was has will can \
                 please want less better my but all by if so their what when which who how do does \
                 don been being into out up about your us i buses streets roads children schools \
                 health water street road city bike lanes safe safer also too many much where"
            }
            Self::Portuguese => {
                "nao uma com das mais sao os ao aos pela pelo pelas pelos nas em na muito \
                 muita muitos precisamos precisa tem voce isso meu minha seu tambem ainda fazer \
                 bairro saude educacao seguranca ter do da um onibus rua ruas criancas nossa nosso \
                 sem quando ate ja esta foi ser melhorar iluminacao falta estao pessoas cidade"
            }
            Self::French => {
                "des et est une pour dans avec plus nous vous pas ne du au aux qui ce cette sont \
                 faire il elle mais ou par leur leurs etre tous tout toutes notre nos votre ville \
                 qu je on ces sans faut trop beaucoup chaque moins afin entre cela \
                 transports rues rue enfants peut mon ma quartier avons besoin voitures quand mairie pourquoi comme bien deja"
            }
            Self::Catalan => {
                "amb els dels pels per molt carrer carrers aquest aquesta aquests tambe hi fer pel \
                 i nostre nostra volem ens cal perque aixo barri ciutat tots totes nens sense on \
                 millorar espais mes les als ser hem fem tenim posar zones gent escoles parcs \
                 arbres persones jove joves aigua serveis fins ha he cada"
            }
            Self::Italian => {
                "il di che non per gli delle della dei degli nel nella nelle piu anche ci sono \
                 questo questa citta strade bambini e i abbiamo bisogno scuola scuole al del una \
                 troppo senza serve servono vogliamo nostro nostra sulla sul dal dalla"
            }
            Self::German => {
                "der die und das ist nicht mit fur wir auf ein eine mehr zu von den im dem des \
                 brauchen sind auch es fehlt mussen kinder strasse stadt sich bei als wie oder \
                 keine kein unsere unser haben"
            }
        }
    }

    /// The words of Spanish, of those in [`SPANISH`], that this language has as well.
    fn shared(self) -> &'static str {
        match self {
            Self::Kichwa | Self::English => "",
            Self::Portuguese => {
                "para por se como porque este esta sobre que de e a o no mas de agua ruas falta ser \
                 melhor nos sem todos as quando um uma"
            }
            Self::French => "de la le les en que un se es on tu me te son sur nos mes",
            Self::Catalan => {
                "el la en que de un una per se es al del les no mes son com a ha nos ja cada \
                 transport ser"
            }
            Self::Italian => "la le una un al del se con come a in si lo come per e di sono",
            Self::German => "es an des",
        }
    }
}

/// Small words of Spanish, folded.
const SPANISH: &str = "el los las la una un y de del en que para por con se muy hay pero como sin \
    sobre nos esta este estos estas son mas porque donde cuando tambien ya mi su sus lo al no es \
    calle barrio agua falta faltan queremos necesitamos les le nuestro nuestra nuestros nuestras \
    todo todos todas ser desde hasta entre mejor mejorar mas asi si otra otro proyecto parque plan \
    programa escuela centro campaña sistema";

/// The fewest words of a text whose language is told.
const FEWEST: usize = 4;

/// From how many words on a text is long: the small words of a language are few, and no text has more
/// of them for being longer.
const LONG: usize = 40;

/// The language of a text that is not in Spanish; `None` where it is, or where too little is said.
pub fn foreign(text: &str) -> Option<Language> {
    let folded = fold(&markup::plain(text));
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| word.chars().next().is_some_and(char::is_alphabetic))
        .collect();
    if words.len() < FEWEST {
        return None;
    }
    let known: Vec<(&str, u32)> =
        words.iter().map(|word| (*word, table().get(word).copied().unwrap_or_default())).collect();
    // Nine texts of ten are in Spanish, and show it at once.
    let sure = known.iter().filter(|(_, known)| known & SURELY != 0).count();
    if sure * 6 >= words.len() {
        return None;
    }
    let hits = |language: Language| -> (usize, usize) {
        let own = |(word, known): &&(&str, u32)| known & language.bit() != 0 || language.ends(word);
        let spanish = |(word, known): &&(&str, u32)| {
            known & IN_SPANISH != 0 && known & (language.bit() << SHARED) == 0
                || word.ends_with("cion") && word.len() > 6
                || word.ends_with("ciones")
                || word.ends_with("dad") && word.len() > 5
        };
        // The same small word again says no more; in a long text nor does one of Spanish.
        let own: BTreeSet<&str> = known.iter().filter(own).map(|(word, _)| *word).collect();
        let spanish = known.iter().filter(spanish).map(|(word, _)| *word);
        let spanish = if words.len() > LONG {
            spanish.collect::<BTreeSet<&str>>().len()
        } else {
            spanish.count()
        };
        (own.len(), spanish)
    };
    let told = Language::ALL.into_iter().map(|language| (language, hits(language)));
    let (language, (own, spanish)) = told.max_by_key(|&(language, (own, spanish))| {
        (own as i64 - spanish as i64, -(language as i64))
    })?;
    let looked = words.len().min(LONG);
    let enough = own > 2 && own * 5 >= looked || own == 2 && words.len() <= 5;
    (enough && own > 3 * spanish).then_some(language)
}

/// Where the bits begin of what Spanish shares with each language.
const SHARED: u32 = 8;
/// The bit of a small word of Spanish.
const IN_SPANISH: u32 = 1 << 16;
/// The bit of one that no other language here has.
const SURELY: u32 = 1 << 17;

/// What is known of each small word, in bits.
fn table() -> &'static BTreeMap<&'static str, u32> {
    static TABLE: OnceLock<BTreeMap<&'static str, u32>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = BTreeMap::new();
        let mut add = |words: &'static str, bit: u32| {
            for word in words.split_ascii_whitespace() {
                *table.entry(word).or_default() |= bit;
            }
        };
        for language in Language::ALL {
            add(language.own(), language.bit());
            add(language.shared(), language.bit() << SHARED);
        }
        add(SPANISH, IN_SPANISH);
        add(SURE, SURELY);
        table
    })
}

/// Words that are Spanish and of none of the others.
const SURE: &str = "y el los las muy hay pero del donde cuando una sin mas nuestro nuestra";

impl Language {
    fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether a folded word ends as only words of this language do.
    fn ends(self, word: &str) -> bool {
        let long = |least: usize, endings: &[&str]| {
            word.len() >= least && endings.iter().any(|ending| word.ends_with(ending))
        };
        match self {
            Self::Kichwa => long(
                6,
                &[
                    "kuna", "kunata", "kunaka", "kunapak", "aypak", "manta", "nchik", "nchikka",
                    "shpa", "chun", "shka", "shkata", "kunawan", "ntin", "kunapi",
                ],
            ),
            Self::Portuguese => long(6, &["cao", "coes", "dade", "mento", "agem"]),
            Self::English => long(6, &["tion", "ness", "ing"]),
            Self::French => long(7, &["tion", "tions", "ement", "eaux"]),
            Self::Catalan => long(6, &["atge", "itat", "ament"]),
            Self::Italian => long(7, &["zione", "zioni", "mente"]),
            Self::German => long(7, &["ung", "ungen", "keit"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line of the fixture: a language's code (`es` for Spanish), a tab, a text.
    fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
        include_str!("../../../tests/fixtures/idiomas.txt")
            .lines()
            .filter_map(|line| line.split_once('\t'))
    }

    #[test]
    fn no_spanish_text_is_accused_and_few_others_are_missed() {
        let (mut right, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
        for (code, text) in lines() {
            match (foreign(text).map(Language::as_str), code) {
                (None, "es") => {}
                (Some(found), code) if found == code => right += 1,
                (Some(found), code) => wrong.push(format!("{code} as {found}: {text}")),
                (None, code) => missed.push(format!("{code}: {text}")),
            }
        }
        assert_eq!((right, missed.len(), wrong.len()), (43, 3, 0), "{missed:#?}{wrong:#?}");
    }

    #[test]
    fn a_long_text_is_told_by_as_many_small_words_as_a_shorter_one() {
        let long = "Il faut plus de bus dans les quartiers et des pistes cyclables pour aller au \
            travail sans voiture. Les habitants demandent aussi une meilleure collecte des déchets, \
            car les poubelles débordent chaque semaine devant nos immeubles. La mairie devrait \
            planter des arbres le long des avenues, rénover le gymnase municipal, ouvrir la \
            bibliothèque le dimanche matin, réparer les trottoirs abîmés, installer quelques bancs \
            publics, soutenir les commerces locaux et rendre visible son budget annuel.";
        assert_eq!(foreign(long).map(Language::as_str), Some("fr"));
        let spanish = "Pedimos más buses en los barrios altos, rutas para bicicletas y una mejor \
            recolección de basura, porque los contenedores se llenan cada semana. "
            .repeat(4);
        assert_eq!(foreign(&spanish), None);
    }

    #[test]
    fn short_texts_and_names_are_not_accused() {
        for text in
            ["water", "More buses", "Metro", "", "123 456 789 000", "WiFi internet Zoom online"]
        {
            assert_eq!(foreign(text), None, "{text}");
        }
    }
}
