package io.mqttremoting.wire;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TreeNode;
import tools.jackson.core.tree.ArrayTreeNode;
import tools.jackson.core.tree.ObjectTreeNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What generators ask if a serializer of the user's has them write a value: the mapper, whose
 * writers make a context for each value themselves. A mapper's own generators have another.
 * Thread-safe.
 */
final class JsonWriteContext extends ObjectWriteContext.Base {
  private final JsonMapper mapper;

  JsonWriteContext(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public TokenStreamFactory tokenStreamFactory() {
    return mapper.tokenStreamFactory();
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
  public void writeValue(JsonGenerator json, Object value) {
    mapper.writeValue(json, value);
  }

  @Override
  public void writeTree(JsonGenerator json, TreeNode tree) {
    mapper.writeValue(json, tree);
  }
}
