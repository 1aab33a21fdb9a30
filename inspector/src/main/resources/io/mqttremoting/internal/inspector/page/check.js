// Whether a value is what the contract says; the same rules as the service has.
import {write} from './json.js';

const WHOLE = {int32: [-(2n ** 31n), 2n ** 31n - 1n], int64: [-(2n ** 63n), 2n ** 63n - 1n], integer: null};

export function check(types, type, value, path = '') {
  const at = path || 'the value';
  if (!type || type.kind === 'ANY') {
    return [];
  }
  if (value === null || value === undefined) {
    return type.nullable ? [] : [`${at} is missing`];
  }
  switch (type.kind) {
    case 'PRIMITIVE': return primitive(type, value, at);
    case 'ARRAY': return Array.isArray(value)
      ? value.flatMap((one, index) => check(types, type.element, one, `${path}[${index}]`)) : [`${at} must be a list`];
    case 'MAP': return isObject(value)
      ? Object.entries(value).flatMap(([key, one]) => check(types, type.element, one, join(path, key)))
      : [`${at} must be an object`];
    default: return named(types, types[type.name], value, path);
  }
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const join = (path, key) => path ? `${path}.${key}` : key;

function primitive(type, value, at) {
  if (type.name in WHOLE) {
    const whole = typeof value === 'bigint' || Number.isInteger(value);
    const range = WHOLE[type.name];
    return !whole ? [`${at} must be a whole number`]
      : range && (BigInt(value) < range[0] || BigInt(value) > range[1]) ? [`${at} is too large for ${type.name}`] : [];
  }
  if (['float32', 'float64', 'number'].includes(type.name)) {
    return typeof value === 'number' || typeof value === 'bigint' ? [] : [`${at} must be a number`];
  }
  const wanted = type.name === 'bool' ? 'boolean' : 'string';
  return typeof value === wanted ? [] : [`${at} must be ${wanted === 'boolean' ? 'true or false' : 'a text'}`];
}

function named(types, definition, value, path) {
  const at = path || 'the value';
  if (!definition) {
    return [];
  }
  if (definition.kind === 'enum') {
    return definition.constants.some(constant => write(constant.value) === write(value)) ? []
      : [`${at} must be one of ${definition.constants.map(constant => constant.name).join(', ')}`];
  }
  if (!isObject(value)) {
    return [`${at} must be an object`];
  }
  if (definition.kind === 'union') {
    const chosen = definition.variants.find(variant => variant.name === value[definition.discriminator]);
    return chosen ? check(types, chosen.type, value, path) : [`${join(path, definition.discriminator)} must be one of ${
      definition.variants.map(variant => variant.name).join(', ')}`];
  }
  return definition.fields.flatMap(field => value[field.name] === undefined
    ? field.required ? [`${join(path, field.name)} is missing`] : []
    : check(types, field.type, value[field.name], join(path, field.name)));
}
