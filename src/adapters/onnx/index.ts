export { encodeModel } from './encodeModel.js';
export { OnnxPredictor, type OnnxPredictorOptions } from './onnxPredictor.js';
export { writeModelFile } from './writeModelFile.js';
