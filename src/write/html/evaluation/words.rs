//! What each measure means, in one plain sentence.

use crate::evaluate::Measure;

/// Where the measures come from.
pub(super) const SOURCES: &str = "Fuentes: B³, Amigó, Gonzalo, Artiles y Verdejo (2009); Rand \
    ajustado, Hubert y Arabie (1985); información mutua ajustada, Vinh, Epps y Bailey (2010); \
    medida V, Rosenberg y Hirschberg (2007); Brier (1950). Las operaciones de revisión son \
    propias de minga.";

/// One sentence for people who never heard of the measure.
pub(super) fn explained(measure: Measure) -> &'static str {
    match measure {
        Measure::Operations => {
            "Correcciones que llevan de la propuesta a la referencia; mientras menos, mejor."
        }
        Measure::OperationsOutside => {
            "Aportes que no son del desafío de la mayoría de su grupo: hay que llevarlos a otro."
        }
        Measure::OperationsExtraGroups => {
            "Grupos que repiten un desafío que ya tiene grupo: hay que fusionarlos."
        }
        Measure::OperationsMissingGroups => {
            "Desafíos de referencia que no son mayoría en ningún grupo: hay que abrirlos."
        }
        Measure::Moves => {
            "Aportes que cambian de grupo si a cada desafío le toca un solo grupo, el mejor."
        }
        Measure::AdjustedRand => {
            "Acuerdo sobre qué pares de aportes van juntos, descontado el azar: 0 es azar y 1, igual."
        }
        Measure::AdjustedMutualInformation => {
            "Cuánto se sabe del desafío al saber el grupo, descontado el azar: 0 es azar y 1, igual."
        }
        Measure::BCubedF => "Media armónica de las dos siguientes; 1 es igual a la referencia.",
        Measure::BCubedPrecision => {
            "De los compañeros de grupo de un aporte, cuántos son de su desafío, en promedio."
        }
        Measure::BCubedRecall => {
            "De los aportes de su desafío, cuántos están en su grupo, en promedio."
        }
        Measure::ExtendedBCubedF => {
            "Lo mismo, y también cuenta el segundo desafío de los aportes que tienen dos."
        }
        Measure::ExtendedBCubedPrecision => {
            "De los compañeros de grupo, cuántos comparten alguno de sus desafíos."
        }
        Measure::ExtendedBCubedRecall => {
            "De los que comparten alguno de sus desafíos, cuántos están en su grupo."
        }
        Measure::PairsF => "Media armónica de las dos siguientes; pesan más los grupos grandes.",
        Measure::PairsPrecision => {
            "De los pares de aportes puestos juntos, cuántos debían estarlo."
        }
        Measure::PairsRecall => "De los pares que debían estar juntos, cuántos lo están.",
        Measure::Homogeneity => "Si cada grupo tiene aportes de un solo desafío.",
        Measure::Completeness => "Si cada desafío está en un solo grupo.",
        Measure::VMeasure => {
            "Media armónica de las dos anteriores; va al final porque premia los grupos diminutos."
        }
    }
}
