import type { LogisticModel, Model, ModelFacts, TreeNode, TreesModel } from '../../domain/model.js';
import { inputName, metadataKeys, outputName } from './modelNames.js';
import {
  attributeProto,
  attributeType,
  dimension,
  float32,
  graphProto,
  modelProto,
  nodeProto,
  opsetId,
  stringEntry,
  tensorProto,
  tensorShape,
  tensorType,
  typeProto,
  valueInfo,
} from './onnxFields.js';
import { floatsField, intField, intsField, messageField, textField, type Encoded } from './protobuf.js';

/** Versions that every runtime of the last years reads. */
const irVersion = 8;
const opsetVersion = 13;
const treesOpsetVersion = 1;
const treesDomain = 'ai.onnx.ml';

/** A model as an ONNX file: rows of features in (any number × features, float 32), a probability for each out. */
export function encodeModel(model: Model, { featureHash, trainedAt, samples }: ModelFacts): Uint8Array {
  const featureCount = model.kind === 'logistic' ? model.weights.length : model.featureCount;
  const graph = messageField(
    modelProto.graph,
    ...(model.kind === 'logistic' ? logisticGraph(model) : treesGraph(model)),
    textField(graphProto.name, model.kind),
    tensorInfo(graphProto.input, inputName, featureCount),
    tensorInfo(graphProto.output, outputName, 1),
  );
  const parts = [
    intField(modelProto.irVersion, irVersion),
    textField(modelProto.producerName, 'candlewick'),
    graph,
    opset('', opsetVersion),
    opset(treesDomain, treesOpsetVersion),
    entry(metadataKeys.featureHash, featureHash),
    entry(metadataKeys.trainedAt, trainedAt),
    entry(metadataKeys.samples, String(samples)),
  ];
  return Uint8Array.from(parts.flat());
}

const logisticGraph = ({ weights, bias }: LogisticModel): readonly Encoded[] => [
  node('Gemm', [inputName, 'weights', 'bias'], 'logit'),
  sigmoid,
  tensor('weights', [weights.length, 1], weights),
  tensor('bias', [1], [bias]),
];

const treesGraph = (model: TreesModel): readonly Encoded[] => {
  // The operator wants one tree at least.
  const { ids, children, leaves } = flat(model.trees.length === 0 ? [{ value: 0 }] : model.trees);
  const attributes = [
    int('n_targets', 1),
    text('aggregate_function', 'SUM'),
    text('post_transform', 'NONE'),
    floatList('base_values', [model.bias]),
    intList('nodes_treeids', ids.trees),
    intList('nodes_nodeids', ids.nodes),
    intList('nodes_featureids', ids.features),
    textList('nodes_modes', ids.modes),
    floatList('nodes_values', ids.thresholds),
    intList('nodes_truenodeids', children.below),
    intList('nodes_falsenodeids', children.above),
    intList('target_treeids', leaves.trees),
    intList('target_nodeids', leaves.nodes),
    intList(
      'target_ids',
      leaves.trees.map(() => 0),
    ),
    floatList('target_weights', leaves.values),
  ];
  return [node('TreeEnsembleRegressor', [inputName], 'logit', treesDomain, attributes), sigmoid];
};

/** The nodes of all trees as lists of equal length, numbered within each tree. */
function flat(trees: readonly TreeNode[]) {
  const ids = {
    trees: [] as number[],
    nodes: [] as number[],
    features: [] as number[],
    modes: [] as string[],
    thresholds: [] as number[],
  };
  const children = { below: [] as number[], above: [] as number[] };
  const leaves = { trees: [] as number[], nodes: [] as number[], values: [] as number[] };
  trees.forEach((root, tree) => {
    let next = 0;
    const add = (part: TreeNode): number => {
      const number = next;
      next += 1;
      const at = ids.trees.length;
      const isLeaf = 'value' in part;
      ids.trees.push(tree);
      ids.nodes.push(number);
      ids.modes.push(isLeaf ? 'LEAF' : 'BRANCH_LEQ');
      ids.features.push(isLeaf ? 0 : part.feature);
      ids.thresholds.push(isLeaf ? 0 : part.threshold);
      children.below.push(0);
      children.above.push(0);
      if (isLeaf) {
        leaves.trees.push(tree);
        leaves.nodes.push(number);
        leaves.values.push(part.value);
      } else {
        children.below[at] = add(part.below);
        children.above[at] = add(part.above);
      }
      return number;
    };
    add(root);
  });
  return { ids, children, leaves };
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  domain = '',
  attributes: readonly Encoded[] = [],
): Encoded {
  return messageField(
    graphProto.node,
    ...inputs.map((input) => textField(nodeProto.input, input)),
    textField(nodeProto.output, output),
    textField(nodeProto.name, operator),
    textField(nodeProto.opType, operator),
    ...attributes,
    textField(nodeProto.domain, domain),
  );
}

const sigmoid = node('Sigmoid', ['logit'], outputName);

const attribute = (name: string, type: number, ...values: readonly Encoded[]): Encoded =>
  messageField(
    nodeProto.attribute,
    textField(attributeProto.name, name),
    ...values,
    intField(attributeProto.type, type),
  );
const int = (name: string, value: number): Encoded =>
  attribute(name, attributeType.int, intField(attributeProto.i, value));
const text = (name: string, value: string): Encoded =>
  attribute(name, attributeType.string, textField(attributeProto.s, value));
const floatList = (name: string, values: readonly number[]): Encoded =>
  attribute(name, attributeType.floats, floatsField(attributeProto.floats, values));
const intList = (name: string, values: readonly number[]): Encoded =>
  attribute(name, attributeType.ints, intsField(attributeProto.ints, values));
const textList = (name: string, values: readonly string[]): Encoded =>
  attribute(name, attributeType.strings, ...values.map((value) => textField(attributeProto.strings, value)));

const tensor = (name: string, dims: readonly number[], values: readonly number[]): Encoded =>
  messageField(
    graphProto.initializer,
    ...dims.map((dim) => intField(tensorProto.dims, dim)),
    intField(tensorProto.dataType, float32),
    textField(tensorProto.name, name),
    floatsField(tensorProto.rawData, values),
  );

/** Any number of rows by `columns` floats. */
const tensorInfo = (field: number, name: string, columns: number): Encoded =>
  messageField(
    field,
    textField(valueInfo.name, name),
    messageField(
      valueInfo.type,
      messageField(
        typeProto.tensorType,
        intField(tensorType.elementType, float32),
        messageField(
          tensorType.shape,
          messageField(tensorShape.dim, textField(dimension.parameter, 'rows')),
          messageField(tensorShape.dim, intField(dimension.value, columns)),
        ),
      ),
    ),
  );

const opset = (domain: string, version: number): Encoded =>
  messageField(modelProto.opsetImport, textField(opsetId.domain, domain), intField(opsetId.version, version));

const entry = (key: string, value: string): Encoded =>
  messageField(modelProto.metadataProps, textField(stringEntry.key, key), textField(stringEntry.value, value));
