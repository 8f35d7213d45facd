/** Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), by message. */
export const modelProto = { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8, metadataProps: 14 } as const;
export const opsetId = { domain: 1, version: 2 } as const;
export const stringEntry = { key: 1, value: 2 } as const;
export const graphProto = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
export const nodeProto = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const;
export const attributeProto = { name: 1, i: 3, s: 4, floats: 7, ints: 8, strings: 9, type: 20 } as const;
export const attributeType = { int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;
export const tensorProto = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;
export const valueInfo = { name: 1, type: 2 } as const;
export const typeProto = { tensorType: 1 } as const;
export const tensorType = { elementType: 1, shape: 2 } as const;
export const tensorShape = { dim: 1 } as const;
export const dimension = { value: 1, parameter: 2 } as const;
/** The element type float of 32 bits. */
export const float32 = 1;
