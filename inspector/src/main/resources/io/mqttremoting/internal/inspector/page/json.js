// JSON without losing digits of large whole numbers: these are BigInts.
export function parse(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context.source) : value);
}

export function write(value) {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (Array.isArray(value)) {
    return '[' + value.map(write).join(',') + ']';
  }
  if (value !== null && typeof value === 'object') {
    return '{' + Object.entries(value).map(([key, one]) => JSON.stringify(key) + ':' + write(one)).join(',') + '}';
  }
  return JSON.stringify(value ?? null);
}

export function tryParse(text) {
  try {
    return {value: parse(text)};
  } catch (error) {
    return {error: error.message};
  }
}
