package io.mqttremoting.wire;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TreeNode;
import tools.jackson.core.tree.ArrayTreeNode;
import tools.jackson.core.tree.ObjectTreeNode;
import tools.jackson.core.type.ResolvedType;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What parsers ask if a deserializer of the user's has them read a value: the mapper, whose readers
 * make a context for each value themselves. A mapper's own parsers have another. Thread-safe.
 */
@SuppressWarnings("TypeParameterUnusedInFormals") // as Jackson has it
final class JsonReadContext extends ObjectReadContext.Base {
  private final JsonMapper mapper;

  JsonReadContext(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public TokenStreamFactory tokenStreamFactory() {
    return mapper.tokenStreamFactory();
  }

  @Override
  public StreamReadConstraints streamReadConstraints() {
    return mapper.tokenStreamFactory().streamReadConstraints();
  }

  @Override
  public ObjectTreeNode createObjectNode() {
    return mapper.createObjectNode();
  }

  @Override
  public ArrayTreeNode createArrayNode() {
    return mapper.createArrayNode();
  }

  @Override
  @SuppressWarnings("unchecked") // as Jackson's own context does
  public <T extends TreeNode> T readTree(JsonParser json) {
    return (T) mapper.readTree(json);
  }

  @Override
  public <T> T readValue(JsonParser json, Class<T> type) {
    return mapper.readValue(json, type);
  }

  @Override
  public <T> T readValue(JsonParser json, TypeReference<T> type) {
    return mapper.readValue(json, type);
  }

  @Override
  public <T> T readValue(JsonParser json, ResolvedType type) {
    return mapper.readValue(json, type);
  }
}
