// A first value of a type.
const MAX_DEPTH = 6;

export function sample(types, type, depth = 0) {
  if (!type || type.nullable || depth > MAX_DEPTH) {
    return null;
  }
  switch (type.kind) {
    case 'ANY': return null;
    case 'ARRAY': return [];
    case 'MAP': return {};
    case 'PRIMITIVE': return type.name === 'bool' ? false : ['string', 'bytes'].includes(type.name) ? '' : 0;
    default: return named(types, types[type.name], depth);
  }
}

export function named(types, definition, depth = 0) {
  if (!definition) {
    return null;
  }
  if (definition.kind === 'enum') {
    return definition.constants[0]?.value ?? null;
  }
  if (definition.kind === 'union') {
    const first = definition.variants[0];
    return variant(types, definition, first, depth);
  }
  return Object.fromEntries(definition.fields.map(field => [field.name, sample(types, field.type, depth + 1)]));
}

export function variant(types, union, chosen, depth = 0) {
  return {[union.discriminator]: chosen.name, ...sample(types, chosen.type, depth + 1)};
}
