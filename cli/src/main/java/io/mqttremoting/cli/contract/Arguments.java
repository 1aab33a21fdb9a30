package io.mqttremoting.cli.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ContractModel.Operation;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The arguments of an operation as people write them: {@code name=value}, or in order. */
public final class Arguments {
  private static final Pattern NAMED =
      Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_.-]*)=(.*)", Pattern.DOTALL);

  private Arguments() {}

  /**
   * Reads the arguments in the order of the parameters.
   *
   * @param contract the contract of the interface; empty if it is not known
   * @throws Failure if they cannot be read, or do not fit the contract
   */
  public static List<JsonNode> read(
      List<String> words, String operation, Optional<ContractModel> contract) {
    Map<String, String> named = named(words);
    if (contract.isEmpty()) {
      if (!named.isEmpty()) {
        throw new Failure(
            ExitCode.USAGE,
            "the service tells no contract, so the names of the parameters are not known; write"
                + " the arguments in order, as JSON");
      }
      return words.stream().map(word -> Values.read("an argument", word)).toList();
    }
    ContractModel model = contract.get();
    List<Field> parameters =
        model.operations().stream()
            .filter(each -> each.name().equals(operation))
            .findFirst()
            .map(Operation::parameters)
            .orElseThrow();
    return named.isEmpty() ? inOrder(words, parameters, model) : byName(named, parameters, model);
  }

  private static Map<String, String> named(List<String> words) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String word : words) {
      Matcher matcher = NAMED.matcher(word);
      if (matcher.matches() && named.put(matcher.group(1), matcher.group(2)) != null) {
        throw new Failure(ExitCode.USAGE, "the argument '" + matcher.group(1) + "' is given twice");
      }
    }
    if (!named.isEmpty() && named.size() < words.size()) {
      throw new Failure(
          ExitCode.USAGE, "write all arguments as name=value, or all of them in order");
    }
    return named;
  }

  private static List<JsonNode> inOrder(
      List<String> words, List<Field> parameters, ContractModel model) {
    if (words.size() != parameters.size()) {
      throw new Failure(
          ExitCode.USAGE,
          (words.size() == 1 ? "there is 1 argument" : "there are " + words.size() + " arguments")
              + "; the parameters are "
              + written(parameters));
    }
    List<JsonNode> values = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      values.add(value(parameters.get(i), words.get(i), model));
    }
    return values;
  }

  private static List<JsonNode> byName(
      Map<String, String> named, List<Field> parameters, ContractModel model) {
    List<String> names = parameters.stream().map(Field::name).toList();
    for (String name : named.keySet()) {
      if (!names.contains(name)) {
        throw new Failure(
            ExitCode.USAGE,
            "there is no parameter '"
                + name
                + "'"
                + Nearest.to(name, names)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; the parameters are " + written(parameters)));
      }
    }
    List<JsonNode> values = new ArrayList<>();
    for (Field parameter : parameters) {
      String text = named.get(parameter.name());
      if (text == null && !parameter.type().nullable()) {
        throw new Failure(
            ExitCode.USAGE,
            "the argument '"
                + parameter.name()
                + "' is missing; the parameters are "
                + written(parameters));
      }
      values.add(text == null ? NullNode.getInstance() : value(parameter, text, model));
    }
    return values;
  }

  private static JsonNode value(Field parameter, String text, ContractModel model) {
    return Values.read("argument '" + parameter.name() + "'", text, parameter.type(), model);
  }

  private static String written(List<Field> parameters) {
    return ContractText.parameters(parameters);
  }
}
