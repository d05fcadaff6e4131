//! Names of people where they say who they are: «soy Rosa Quishpe», «me llamo…», «atentamente, Luis
//! Guamán». A name that nobody introduces is not looked for.

use super::{Found, PersonalDataKind};
use crate::text::fold;

/// Whether many people have this given name, folded.
pub fn is_given_name(folded: &str) -> bool {
    GIVEN.contains(&folded)
}

/// How a name is introduced, in lower case, and how surely: what follows the first is a name, what
/// follows the second only if its first word is a given name.
const SURELY: [&str; 5] = ["me llamo", "mi nombre es", "mi nombre:", "firmado por", "suscribe,"];
const PERHAPS: [&str; 6] = ["soy", "somos", "atentamente", "atte", "att", "firma:"];
/// Small words within a name.
const WITHIN: [&str; 8] = ["de", "del", "la", "las", "los", "y", "da", "dos"];
/// The most words of a name.
const LONGEST: usize = 6;

/// The names in a text that somebody introduces.
pub(super) fn introduced(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut joined = false;
    for (at, byte) in bytes.iter().enumerate() {
        let begins = !joined && b"mMsSaAfF".contains(byte);
        // A byte of a letter beyond ASCII joins like one.
        joined = byte.is_ascii_alphanumeric() || !byte.is_ascii();
        if !begins {
            continue;
        }
        let here = |phrase: &&&str| {
            let end = at + phrase.len();
            let open = |b: &u8| !b.is_ascii_alphanumeric() && b.is_ascii();
            bytes.get(at..end).is_some_and(|own| own.eq_ignore_ascii_case(phrase.as_bytes()))
                && bytes.get(end).is_none_or(open)
        };
        let phrase = SURELY.iter().find(here).map(|phrase| (phrase, true));
        let phrase = phrase.or_else(|| PERHAPS.iter().find(here).map(|phrase| (phrase, false)));
        let Some((phrase, surely)) = phrase else { continue };
        found.extend(
            name(text, at + phrase.len(), surely)
                .map(|span| Found { kind: PersonalDataKind::Nombre, span }),
        );
    }
    found
}

/// The name that begins after a place.
fn name(text: &str, from: usize, surely: bool) -> Option<std::ops::Range<usize>> {
    let skipped = text[from..].find(|c: char| !(c.is_whitespace() || ".,:;-".contains(c)))?;
    // «Atentamente», some lines, a name.
    if skipped > 12 {
        return None;
    }
    let start = from + skipped;
    let (mut end, mut words, mut at) = (start, 0, start);
    for word in text[start..].split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let own = bare.trim_end_matches(|c: char| !c.is_alphabetic());
        let letters = !own.is_empty() && own.chars().all(|c| c.is_alphabetic() || c == '-');
        let small = words > 0 && WITHIN.contains(&own);
        if !letters || !(small || own.starts_with(char::is_uppercase)) || words == LONGEST {
            break;
        }
        if words == 0 && !surely && !is_given_name(&fold(own)) {
            return None;
        }
        words += 1;
        if !small {
            end = at + own.len();
        }
        at += word.len();
        // A name ends with its line and with its sentence.
        if own.len() < bare.len() || word[bare.len()..].contains('\n') {
            break;
        }
    }
    (end > start).then_some(start..end)
}

/// Given names that many people have in Ecuador and around it, folded.
const GIVEN: &[&str] = &[
    "adriana",
    "alba",
    "alberto",
    "alejandra",
    "alejandro",
    "alexandra",
    "alexander",
    "alex",
    "alfonso",
    "alfredo",
    "alicia",
    "alvaro",
    "ana",
    "anabel",
    "andrea",
    "andres",
    "angel",
    "angela",
    "angelica",
    "anita",
    "antonio",
    "armando",
    "arturo",
    "augusto",
    "aurora",
    "beatriz",
    "belen",
    "benito",
    "bertha",
    "blanca",
    "bolivar",
    "brayan",
    "byron",
    "camila",
    "camilo",
    "carla",
    "carlos",
    "carmen",
    "carolina",
    "catalina",
    "cecilia",
    "cesar",
    "christian",
    "cristian",
    "cristina",
    "clara",
    "claudia",
    "consuelo",
    "cristobal",
    "daniel",
    "daniela",
    "darwin",
    "david",
    "dayana",
    "delia",
    "diana",
    "diego",
    "dolores",
    "dora",
    "edgar",
    "edison",
    "eduardo",
    "edwin",
    "elena",
    "elias",
    "elizabeth",
    "elsa",
    "elvia",
    "emilia",
    "emilio",
    "enrique",
    "erika",
    "ernesto",
    "esteban",
    "esther",
    "estefania",
    "eugenia",
    "eva",
    "evelyn",
    "fabian",
    "fabiola",
    "fatima",
    "felipe",
    "fernanda",
    "fernando",
    "flor",
    "francisco",
    "francisca",
    "franklin",
    "freddy",
    "gabriel",
    "gabriela",
    "galo",
    "genesis",
    "german",
    "giovanni",
    "gladys",
    "gloria",
    "gonzalo",
    "graciela",
    "guadalupe",
    "guillermo",
    "gustavo",
    "hector",
    "hernan",
    "hilda",
    "holger",
    "hugo",
    "humberto",
    "ignacio",
    "ines",
    "irene",
    "isabel",
    "ivan",
    "jacqueline",
    "jaime",
    "javier",
    "jefferson",
    "jenny",
    "jessica",
    "jesus",
    "jhon",
    "joaquin",
    "joel",
    "john",
    "johanna",
    "jonathan",
    "jorge",
    "jose",
    "josefina",
    "juan",
    "juana",
    "julia",
    "julian",
    "julio",
    "karen",
    "karina",
    "karla",
    "katherine",
    "kevin",
    "laura",
    "leonardo",
    "leonor",
    "lenin",
    "leticia",
    "lidia",
    "liliana",
    "lizbeth",
    "lorena",
    "lourdes",
    "lucas",
    "lucia",
    "luis",
    "luisa",
    "luz",
    "magdalena",
    "manuel",
    "manuela",
    "marcela",
    "marcelo",
    "marco",
    "marcos",
    "margarita",
    "maria",
    "mariana",
    "mariano",
    "mario",
    "maritza",
    "marlene",
    "marta",
    "martha",
    "martin",
    "mateo",
    "mauricio",
    "maximo",
    "mayra",
    "melany",
    "mercedes",
    "michelle",
    "miguel",
    "milton",
    "miriam",
    "monica",
    "nancy",
    "narcisa",
    "natalia",
    "nelly",
    "nelson",
    "nestor",
    "nicolas",
    "norma",
    "olga",
    "omar",
    "orlando",
    "oscar",
    "oswaldo",
    "pablo",
    "pamela",
    "paola",
    "patricia",
    "patricio",
    "paul",
    "paulina",
    "paulo",
    "pedro",
    "piedad",
    "pilar",
    "rafael",
    "ramiro",
    "ramon",
    "raul",
    "rebeca",
    "ricardo",
    "richard",
    "roberto",
    "rocio",
    "rodrigo",
    "roger",
    "rolando",
    "ronald",
    "rosa",
    "rosario",
    "ruben",
    "ruth",
    "salome",
    "samuel",
    "sandra",
    "santiago",
    "sara",
    "sebastian",
    "segundo",
    "sergio",
    "silvia",
    "sofia",
    "sonia",
    "soledad",
    "stalin",
    "susana",
    "tamara",
    "teresa",
    "tomas",
    "ursula",
    "valentina",
    "valeria",
    "vanessa",
    "veronica",
    "vicente",
    "victor",
    "victoria",
    "vinicio",
    "viviana",
    "walter",
    "washington",
    "wendy",
    "william",
    "wilson",
    "xavier",
    "ximena",
    "yolanda",
    "zoila",
    "james",
    "robert",
    "michael",
    "mary",
    "linda",
    "jennifer",
    "susan",
    "thomas",
    "charles",
    "joseph",
    "nina",
    "inti",
    "sisa",
    "amaru",
    "rumi",
    "killa",
];
