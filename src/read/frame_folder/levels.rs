//! Ecuador's levels of government, and examples of what is not each one's: matters of the central
//! State (Constitution of 2008, Art. 261), of the provinces (Art. 263), of the cantons (Art. 264), of
//! the metropolitan districts, which have both (Art. 266), and of the rural parishes (Art. 267); and
//! matters of private persons and of the workshop itself, which are nobody's.
//!
//! The examples were written for this project, by the articles and general knowledge.

use std::path::Path;

use crate::read::embedded;
use crate::text::fold::letters;

/// A level of government.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Provincial,
    Cantonal,
    Metropolitan,
    Parish,
}

impl Level {
    /// The level that a cell names.
    pub(super) fn of(cell: &str) -> Option<Self> {
        match letters(cell).as_str() {
            "provincial" | "provincia" => Some(Self::Provincial),
            "cantonal" | "canton" | "municipal" => Some(Self::Cantonal),
            "metropolitano" | "distrital" | "distritometropolitano" => Some(Self::Metropolitan),
            "parroquial" | "parroquia" => Some(Self::Parish),
            _ => None,
        }
    }

    /// Examples of what is not this level's.
    pub(super) fn matters_of_others(self) -> Vec<String> {
        let others: &[&[&str]] = match self {
            Self::Provincial => &[&CANTONAL, &PARISH],
            Self::Cantonal => &[&PROVINCIAL],
            Self::Metropolitan => &[],
            Self::Parish => &[&CANTONAL, &PROVINCIAL],
        };
        let others = others.iter().copied().flatten().map(|text| (*text).to_owned());
        of_the_state_and_private().into_iter().chain(others).collect()
    }
}

/// What is the central State's, and what is nobody's: the examples that come with Quito's frame,
/// which hold for every local government.
fn of_the_state_and_private() -> Vec<String> {
    let bytes = embedded::bytes(Path::new("data/pmdot-2024-2033/ajenos.csv")).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    text.lines().skip(1).map(|line| line.trim_matches('"').to_owned()).collect()
}

/// What is the province's: rural roads, works in basins, irrigation, farming.
const PROVINCIAL: [&str; 10] = [
    "Que la prefectura lastre los caminos vecinales entre los recintos.",
    "Asfaltar la carretera rural que une las parroquias con la cabecera provincial.",
    "Que la prefectura construya el canal de riego para los sembríos.",
    "Limpiar y revestir las acequias de riego de las comunas.",
    "Dragar el río grande de la provincia, que es obra de la prefectura.",
    "Construir el puente de la vía provincial entre dos cantones.",
    "Semillas, kits y maquinaria de la prefectura para los agricultores.",
    "Asistencia técnica de la prefectura para el cacao, el arroz y la ganadería.",
    "Manejar la cuenca alta del río entre todos los cantones de la provincia.",
    "Que el prefecto cumpla con la vía que ofreció.",
];

/// What is the canton's: land, town roads, water and sewers, traffic, refuse, markets.
const CANTONAL: [&str; 12] = [
    "Que el municipio arregle las calles y las veredas del centro urbano.",
    "El alcalde debe poner agua potable y alcantarillado en los barrios.",
    "Que pase el carro recolector de la basura del municipio.",
    "Ordenar el tránsito, los semáforos y las paradas de buses de la ciudad.",
    "El municipio cobra muy caros el impuesto predial y los permisos de construcción.",
    "Legalizar los terrenos y los asentamientos del cantón.",
    "Arreglar el mercado municipal y el camal.",
    "Que el municipio haga parques y canchas en la ciudad.",
    "Cuidar el patrimonio y las plazas del casco histórico.",
    "El cuerpo de bomberos del cantón necesita equipos.",
    "Regular las minas de piedra y arena del cantón.",
    "Ordenanzas municipales sobre el ruido y las ventas en la calle.",
];

/// What is the rural parish's, whatever is agreed with others.
const PARISH: [&str; 6] = [
    "Que la junta parroquial arregle la casa comunal.",
    "La junta parroquial debe mantener el cementerio y el parque de la cabecera.",
    "Que la junta parroquial organice las mingas de las comunidades.",
    "El presidente de la junta no convoca a asambleas.",
    "Que la junta parroquial vigile la calidad de los servicios.",
    "Fiestas de parroquialización mejor organizadas por la junta.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_the_state_s_matters_and_none_its_own() {
        let of = |level: &str| Level::of(level).map(Level::matters_of_others).unwrap_or_default();
        for level in ["provincial", "Cantonal", "metropolitano", "parroquial"] {
            let all = of(level);
            assert!(all.iter().any(|text| text.contains("IESS")), "{level}");
            assert!(all.len() >= 56 && all.iter().all(|text| !text.is_empty()), "{level}");
        }
        assert!(!of("cantonal").iter().any(|text| CANTONAL.contains(&text.as_str())));
        assert!(of("cantonal").iter().any(|text| PROVINCIAL.contains(&text.as_str())));
        assert!(!of("metropolitano").iter().any(|text| PROVINCIAL.contains(&text.as_str())));
        assert_eq!(Level::of("nacional"), None);
    }
}
