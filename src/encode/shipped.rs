//! What a model's folder ships for comparing its vectors: the general directions and the mean of
//! `postprocess.safetensors`, and the metric of `metric.safetensors`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor, safetensors};
use ndarray::{Array1, Array2};

use super::Error;
use super::model_files::read_whole;
use crate::features::Postprocess;
use crate::read::files;

/// The file of a model's general directions and mean.
const POSTPROCESS: &str = "postprocess.safetensors";
/// The file of a model's metric.
const METRIC: &str = "metric.safetensors";

/// What is done to a model's vectors before they are compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Shipped {
    pub(super) post: Postprocess,
    /// The SHA-256 over the files, in hexadecimal; empty where there is none.
    pub(super) hash: String,
}

/// Reads what is in the folder of a model whose vectors have `dim` dimensions.
pub(super) fn read(dir: &Path, dim: usize) -> Result<Shipped, Error> {
    let mut tensors: HashMap<String, Tensor> = HashMap::new();
    let mut all = Vec::new();
    for name in [POSTPROCESS, METRIC] {
        let path = dir.join(name);
        if files::is_file(&path) {
            let bytes = read_whole(&path).map_err(|e| at(&path, &e))?;
            tensors.extend(safetensors::load_buffer(&bytes, &Device::Cpu)?);
            all.extend_from_slice(&bytes);
        }
    }
    let matrix = |name: &str| -> Result<Option<Array2<f32>>, Error> {
        let Some(tensor) = tensors.get(name) else { return Ok(None) };
        let shape = tensor.dims2()?;
        let flat = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
        Ok(Array2::from_shape_vec(shape, flat).ok())
    };
    let mean = match tensors.get("mean") {
        Some(tensor) => Some(Array1::from_vec(tensor.to_vec1::<f32>()?)),
        None => None,
    };
    let post = Postprocess { components: matrix("components")?, mean, metric: matrix("metric")? };
    let fits = post.components.as_ref().is_none_or(|rows| rows.ncols() == dim)
        && post.mean.as_ref().is_none_or(|mean| mean.len() == dim)
        && post.metric.as_ref().is_none_or(|metric| metric.dim() == (dim, dim));
    if !fits {
        let what = format!(
            "{POSTPROCESS} o {METRIC} no son de este modelo: sus vectores tienen {dim} dimensiones"
        );
        return Err(Error::Model { path: dir.to_owned(), what });
    }
    let hash = if all.is_empty() { String::new() } else { files::sha256_of(&all) };
    Ok(Shipped { post, hash })
}

/// Writes a metric into a folder that exists, in 16 bits a number; whole or not at all.
pub fn write_metric(dir: &Path, metric: &Array2<f32>) -> Result<PathBuf, Error> {
    let flat: Vec<f32> = metric.iter().copied().collect();
    let tensor = Tensor::from_vec(flat, metric.dim(), &Device::Cpu)?.to_dtype(DType::F16)?;
    let path = dir.join(METRIC);
    let whole = tempfile::tempdir_in(dir).map_err(|e| at(&path, &e))?;
    let other = whole.path().join(METRIC);
    tensor.save_safetensors("metric", &other)?;
    std::fs::rename(&other, &path).map_err(|e| at(&path, &e))?;
    Ok(path)
}

fn at(path: &Path, error: &std::io::Error) -> Error {
    Error::Model { path: path.to_owned(), what: error.to_string() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read(dir.path(), 2).unwrap().hash.is_empty());
        let metric = ndarray::array![[1.0f32, 0.5], [-0.25, 2.0]];
        write_metric(dir.path(), &metric).unwrap();
        let told = read(dir.path(), 3).unwrap_err().to_string();
        assert!(told.contains("3 dimensiones"), "{told}");
        let shipped = read(dir.path(), 2).unwrap();
        assert_eq!(shipped.post.metric, Some(metric));
        assert_eq!((shipped.post.components, shipped.hash.len()), (None, 64));
    }
}
