/**
 * Builds models in the format of ONNX: a graph of operators in protocol buffers
 * (https://github.com/onnx/onnx/blob/main/docs/IR.md).
 */
import { parse } from 'protobufjs';

/** The part of onnx.proto that is needed, with its field numbers. */
const SCHEMA = `
syntax = "proto3";
message ModelProto {
  int64 ir_version = 1;
  string producer_name = 2;
  GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
}
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message GraphProto {
  repeated NodeProto node = 1;
  string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  string name = 3;
  string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message AttributeProto {
  string name = 1;
  float f = 2;
  int64 i = 3;
  bytes s = 4;
  repeated float floats = 7;
  repeated int64 ints = 8;
  repeated bytes strings = 9;
  int32 type = 20;
}
message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message TypeProto { Tensor tensor_type = 1; message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; } }
message TensorShapeProto { repeated Dimension dim = 1; message Dimension { int64 dim_value = 1; string dim_param = 2; } }
`;

const OPSET = 14; // onnxruntime 1.7 and later
const IR_VERSION = 7;
/** The element types of tensors, as onnx.proto numbers them. */
const TYPES = { float: 1, int32: 6, int64: 7 } as const;

/** A value of an operator's attribute. */
type Attribute = number | string | readonly number[] | readonly string[];

/** A graph under construction. Tensors are known by their names. */
export interface OnnxGraph {
  /** Adds an operator, and returns the names of its outputs. An empty input is left out. */
  node(
    op: string,
    inputs: readonly string[],
    attributes?: Record<string, Attribute>,
    outputs?: number,
  ): string[];
  /** Adds a constant, and returns its name. Whole numbers are int64, unless a type is given. */
  constant(
    shape: readonly number[],
    values: Float32Array | readonly number[],
    type?: 'int32' | 'float',
  ): string;
  /** Returns the bytes of the model. @param units the length of a row of the output */
  finish(output: string, units: number): Uint8Array;
}

/**
 * Returns a graph without operators. Its input `ids` is int64, `[batch, time]`; its output `logits`
 * is float32, `[batch, units]`.
 */
export function onnxGraph(): OnnxGraph {
  const node: object[] = [];
  const initializer: object[] = [];
  const graph: OnnxGraph = {
    node(op, inputs, attributes = {}, outputs = 1) {
      const names = Array.from({ length: outputs }, (_, at) => `${op}_${node.length}_${at}`);
      const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
      node.push({ op_type: op, name: `${op}_${node.length}`, input: inputs, output: names, attribute });
      return names;
    },
    constant(shape, values, type) {
      const name = `constant_${initializer.length}`;
      const kind = type ?? (values instanceof Float32Array ? 'float' : 'int64');
      initializer.push({ name, dims: shape, data_type: TYPES[kind], raw_data: bytesOf(values, kind) });
      return name;
    },
    finish(output, units) {
      node.push({ op_type: 'Identity', name: 'logits', input: [output], output: ['logits'] });
      const model = {
        ir_version: IR_VERSION,
        producer_name: 'sentiment-lab',
        opset_import: [{ domain: '', version: OPSET }],
        graph: {
          name: 'classifier',
          node,
          initializer,
          input: [valueInfo('ids', TYPES.int64, ['batch', 'time'])],
          output: [valueInfo('logits', TYPES.float, ['batch', units])],
        },
      };
      const type = parse(SCHEMA, { keepCase: true }).root.lookupType('ModelProto');
      return type.encode(type.fromObject(model)).finish();
    },
  };
  return graph;
}

function attributeOf(name: string, value: Attribute): object {
  const bytes = (text: string) => Buffer.from(text, 'utf8');
  if (typeof value === 'number') return { name, i: value, type: 2 };
  if (typeof value === 'string') return { name, s: bytes(value), type: 3 };
  if (typeof value[0] === 'string') return { name, strings: (value as string[]).map(bytes), type: 8 };
  const isWhole = (value as number[]).every(Number.isInteger);
  return isWhole ? { name, ints: value, type: 7 } : { name, floats: value, type: 6 };
}

function bytesOf(values: Float32Array | readonly number[], type: keyof typeof TYPES): Uint8Array {
  const array =
    type === 'int64'
      ? BigInt64Array.from(values, BigInt)
      : type === 'int32'
        ? Int32Array.from(values)
        : Float32Array.from(values);
  return new Uint8Array(array.buffer);
}

function valueInfo(name: string, elem_type: number, shape: readonly (string | number)[]): object {
  const dim = shape.map((size) => (typeof size === 'string' ? { dim_param: size } : { dim_value: size }));
  return { name, type: { tensor_type: { elem_type, shape: { dim } } } };
}
