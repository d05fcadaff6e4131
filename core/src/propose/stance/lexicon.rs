//! The verbs and nouns with which Spanish texts wish for a thing or against it: what each does to its
//! object, and the forms in which it commands or wishes.

use std::collections::BTreeMap;

/// What is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// Brought about: built, created, set up, given.
    Make,
    /// Taken out of the world, or not wanted in it.
    Unmake,
    /// Made larger or more.
    Grow,
    /// Made smaller or less.
    Shrink,
    /// Let be done.
    Allow,
    /// Not let be done.
    Forbid,
    /// Let in or through.
    Pass,
    /// Not let in or through.
    Bar,
    /// Opened.
    Open,
    /// Closed.
    Close,
    /// Left as it is, cared for.
    Keep,
    /// Furthered, made better.
    Further,
    /// Taken from where it is.
    Move,
    /// Changed so that it is another thing, or gone.
    Alter,
    /// A deed that no list knows.
    Unknown,
}

/// A verb with what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verb {
    /// What it does.
    pub(super) deed: Deed,
    /// Its infinitive, which names it.
    pub(super) name: &'static str,
}

/// Each line: what is done, then verbs; a verb is its infinitive, the roots of its forms of wishing
/// where they are not regular, and after a slash the nouns of its action.
const VERBS: &[(Deed, &str)] = &[
    (
        Deed::Make,
        "construir,construy/construccion edificar/edificacion crear/creacion implementar/implementacion \
         instalar/instalacion poner,pong dotar/dotacion dar entregar/entrega implantar/implantacion \
         establecer,establezc/establecimiento hacer,hag incluir,incluy/inclusion incorporar/incorporacion \
         sembrar,siembr volver,vuelv restituir,restituy organizar fundar adquirir habilitar/habilitacion \
         colocar/colocacion ejecutar/ejecucion traer,traig haber,hay llegar exigir contratar comprar brindar proveer restablecer,restablezc reponer,repong usar obligar cobrar/cobro",
    ),
    (
        Deed::Unmake,
        "irse,vay expulsar/expulsion eliminar/eliminacion suprimir/supresion quitar retirar/retiro erradicar/erradicacion \
         desaparecer,desaparezc/desaparicion abolir derogar/derogatoria acabar desmantelar \
         desterrar,destierr botar echar cancelar/cancelacion anular/anulacion",
    ),
    (
        Deed::Grow,
        "ampliar/ampliacion extender,extiend/extension aumentar incrementar prolongar/prolongacion \
         subir/alza alargar multiplicar duplicar densificar/densificacion",
    ),
    (
        Deed::Shrink,
        "reducir,reduzc/reduccion disminuir,disminuy/disminucion bajar limitar/limitacion \
         restringir/restriccion frenar detener,deteng/detencion recortar rebajar acortar",
    ),
    (
        Deed::Allow,
        "permitir autorizar/autorizacion legalizar/legalizacion regularizar/regularizacion admitir \
         renovar,renuev/renovacion formalizar/formalizacion tolerar aprobar,aprueb/aprobacion",
    ),
    (
        Deed::Forbid,
        "prohibir,prohib/prohibicion suspender/suspension impedir,impid evitar prevenir,preveng \
         desalojar/desalojo sancionar decomisar/decomiso vetar revocar multar paralizar/paralizacion negar,niegu",
    ),
    (Deed::Open, "abrir/apertura reabrir/reapertura funcionar/funcionamiento"),
    (Deed::Pass, "pasar/paso entrar circular/circulacion ingresar/ingreso"),
    (Deed::Close, "cerrar,cierr/cierre clausurar/clausura"),
    (
        Deed::Keep,
        "mantener,manteng/permanencia conservar/conservacion proteger/proteccion preservar/preservacion \
         continuar/continuacion/continuidad seguir,sig salvaguardar cuidar defender,defiend recuperar/recuperacion rescatar/rescate reanudar respetar/respeto",
    ),
    (
        Deed::Further,
        "fomentar/fomento promover,promuev/promocion impulsar/impulso fortalecer,fortalezc/fortalecimiento \
         incentivar apoyar/apoyo invertir,inviert/inversion priorizar/priorizacion atraer,atraig",
    ),
    (Deed::Move, "reubicar/reubicacion trasladar/traslado sacar mover,muev desplazar"),
    (
        Deed::Alter,
        "talar/tala derrocar derribar demoler,demuel/demolicion vender cambiar/cambio modificar \
         fusionar/fusion privatizar/privatizacion concesionar/concesion rellenar \
         urbanizar/urbanizacion cortar canalizar entubar reemplazar/reemplazo sustituir,sustituy/sustitucion destruir,destruy/destruccion convertir,conviert tumbar",
    ),
];

/// What everybody is against, by the beginnings of the words: whoever is for less of it and whoever
/// names it do not wish opposite things.
const EVILS: &str = "delincuen insegur violenc contamin robo asalt ruido basur escombr desech \
    corrup maltrat acoso discrimin xenofob desnutric enfermed accident trafic tranc congesti \
    incendi inundac desliz deforest riesg pobrez desempl barrer obstacul bache huec olor plag droga \
    consum alcohol microtrafic abus exclusi desigual vulnerab brecha deficit demor espera burocrac \
    tramit tiempo sobreprecio perdida dano daño conflict amenaz peligr crim delit muert mortal \
    humo polvo smog fuga derrum derram erosi sequi mal mala malos malas problem incumpl invasi \
    desperdic desorden abandon descuid informalid embaraz suicid adicci pandill extors sicari secuest \
    evasi morosid impact fals deud cost gast pirat clandest monopol precar deterior degrad afectac \
    vandal grafit agres machis femicid rezag desercion analfabet vector mosquit rata roedor plaga";

/// Adjectives that make a part of a kind of things the one that is not wanted.
const UNWANTED: &str = "clandestin ilegal pirat innecesari contaminant abandonad viej peligros obsolet \
    deteriorad excesiv irregular invasiv exotic mal tox nociv informal enfermo falso privad doble \
    repetid duplicad vacio baldi botad ocios";

/// The forms of the verbs.
pub(super) struct Lexicon {
    /// By folded form: infinitives and forms of wishing.
    verbs: BTreeMap<String, Verb>,
    /// By folded form: nouns of action.
    nouns: BTreeMap<&'static str, Verb>,
}

impl Default for Lexicon {
    fn default() -> Self {
        let mut verbs = BTreeMap::new();
        let mut nouns = BTreeMap::new();
        for &(deed, list) in VERBS {
            for entry in list.split_whitespace() {
                let mut parts = entry.split('/');
                let mut roots = parts.next().unwrap_or_default().split(',');
                let Some(name) = roots.next() else { continue };
                let verb = Verb { deed, name };
                nouns.extend(parts.map(|noun| (noun, verb)));
                verbs.entry(name.to_owned()).or_insert(verb);
                let given: Vec<&str> = roots.collect();
                let regular = [regular_root(name)];
                let all: Vec<String> = if given.is_empty() {
                    regular.to_vec()
                } else {
                    given.iter().map(|&root| root.to_owned()).chain(plural_root(name)).collect()
                };
                let forms =
                    all.iter().flat_map(|root| endings(name).map(|end| format!("{root}{end}")));
                // "de" is nearly always the preposition.
                for form in forms.filter(|form| form.len() > 2) {
                    verbs.entry(form).or_insert(verb);
                }
            }
        }
        Self { verbs, nouns }
    }
}

/// The root of the first person plural where the others change a vowel of theirs: `cerremos`.
fn plural_root(name: &str) -> Option<String> {
    name.ends_with("ar").then(|| regular_root(name))
}

/// The root of the forms of wishing of a regular verb.
fn regular_root(name: &str) -> String {
    let name = name.strip_suffix("se").unwrap_or(name);
    let (root, end) = name.split_at(name.len().saturating_sub(2));
    let changed = |last: &str, to: &str| root.strip_suffix(last).map(|r| format!("{r}{to}"));
    let other = if end == "ar" {
        changed("c", "qu").or_else(|| changed("g", "gu")).or_else(|| changed("z", "c"))
    } else {
        changed("g", "j")
    };
    other.unwrap_or_else(|| root.to_owned())
}

/// The endings of the forms of wishing.
pub(super) fn endings(name: &str) -> [&'static str; 4] {
    if name.ends_with("ar") { ["e", "en", "es", "emos"] } else { ["a", "an", "as", "amos"] }
}

impl Lexicon {
    /// The verb of a folded infinitive or form of wishing, with or without pronouns at its end.
    pub(super) fn verb(&self, folded: &str) -> Option<Verb> {
        self.verbs.get(folded).copied().or_else(|| {
            let (bare, _) = without_pronoun(folded)?;
            self.verbs.get(bare).copied()
        })
    }

    /// The verb whose action a folded noun names.
    pub(super) fn noun(&self, folded: &str) -> Option<Verb> {
        self.nouns.get(folded).copied()
    }
}

/// A folded form without the pronouns at its end, and whether these stand for the thing meant.
pub(super) fn without_pronoun(folded: &str) -> Option<(&str, bool)> {
    const OBJECTS: [&str; 4] = ["los", "las", "lo", "la"];
    const PERSONS: [&str; 5] = ["nos", "les", "se", "le", "me"];
    let bare = |ends: &[&str]| {
        ends.iter().find_map(|end| folded.strip_suffix(end)).filter(|bare| bare.len() > 4)
    };
    bare(&OBJECTS)
        .map(|bare| (bare, true))
        .or_else(|| bare(&PERSONS).map(|bare| (bare, false)))
        .filter(|(bare, _)| bare.ends_with(['r', 'n', 'e', 'a']))
}

/// Whether everybody is against what a folded word names.
pub(super) fn is_evil(folded: &str) -> bool {
    EVILS.split_whitespace().any(|evil| match evil.len() {
        0..=5 => {
            folded.strip_prefix(evil).is_some_and(|end| ["", "s", "es", "o", "a"].contains(&end))
        }
        _ => folded.starts_with(evil),
    })
}

/// Whether a folded adjective tells the part of a kind that is not wanted.
pub(super) fn is_unwanted(folded: &str) -> bool {
    UNWANTED.split_whitespace().any(|one| folded.starts_with(one))
}

/// Whether who does the one to a thing and who does the other wish opposite things.
pub(super) fn clash(one: Deed, other: Deed) -> bool {
    use Deed::{
        Allow, Alter, Bar, Close, Forbid, Further, Grow, Keep, Make, Move, Open, Pass, Shrink,
        Unmake,
    };
    let against = |a: Deed, b: Deed| match a {
        Make => matches!(b, Unmake | Forbid),
        Grow => matches!(b, Unmake | Shrink | Forbid),
        Allow => matches!(b, Forbid | Unmake | Close | Move | Bar),
        Open => matches!(b, Close | Unmake),
        Pass => matches!(b, Bar | Forbid),
        Keep => matches!(b, Unmake | Alter | Move | Close),
        Further => matches!(b, Unmake | Forbid | Shrink | Close),
        _ => false,
    };
    against(one, other) || against(other, one)
}

/// What not doing a deed comes to, where that is a wish of its own kind.
pub(super) fn undone(deed: Deed) -> Deed {
    use Deed::{
        Allow, Alter, Bar, Close, Forbid, Further, Grow, Keep, Make, Move, Open, Pass, Shrink,
        Unmake,
    };
    match deed {
        Make | Allow | Further | Keep => Unmake,
        Grow => Shrink,
        Shrink => Grow,
        Unmake | Close | Move | Alter => Keep,
        Forbid => Allow,
        Pass => Bar,
        Bar => Pass,
        Open => Close,
        Deed::Unknown => Deed::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_wishing_are_known_and_forms_of_telling_are_not() {
        let lexicon = Lexicon::default();
        let deed = |form: &str| lexicon.verb(form).map(|verb| verb.deed);
        for (form, wanted) in [
            ("cierren", Some(Deed::Close)),
            ("cierran", None),
            ("construyan", Some(Deed::Make)),
            ("construyen", None),
            ("saquen", Some(Deed::Move)),
            ("eliminenlos", Some(Deed::Unmake)),
            ("permitan", Some(Deed::Allow)),
            ("permiten", None),
        ] {
            assert_eq!(deed(form), wanted, "{form}");
        }
        assert_eq!(lexicon.noun("cierre").map(|verb| verb.name), Some("cerrar"));
    }
}
