package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks the payload types of an interface: those that one end sends and those that it receives.
 */
final class PayloadChecker {
  private final Problems problems;
  private final Function<Type, Optional<String>> problemOfRequests;
  private final Function<Type, Optional<String>> problemOfReplies;
  private final String request;
  private final String reply;

  PayloadChecker(Problems problems, End end, PayloadRules rules) {
    boolean client = end == End.CLIENT;
    this.problems = problems;
    this.problemOfRequests = client ? rules::problemOfSending : rules::problemOfReceiving;
    this.problemOfReplies = client ? rules::problemOfReceiving : rules::problemOfSending;
    this.request = client ? " cannot be sent: " : " cannot be received: ";
    this.reply = client ? " cannot be received: " : " cannot be sent: ";
  }

  void check(InterfaceModel model) {
    model.properties().forEach(this::check);
    model.operations().forEach(this::check);
    model.signals().stream().map(SignalModel::handler).forEach(this::check);
  }

  private void check(PropertyModel property) {
    checkReply(property.getter(), "the value", property.type());
    property.setter().ifPresent(setter -> checkRequest(setter, "the value", property.type()));
  }

  private void check(OperationModel operation) {
    Method method = operation.blocking().or(operation::future).orElseThrow();
    for (ParameterModel parameter : operation.parameters()) {
      checkRequest(method, "parameter '" + parameter.name() + "'", parameter.type());
    }
    if (!operation.isVoid()) {
      checkReply(method, "the result", operation.resultType());
    }
  }

  private void check(HandlerModel handler) {
    List<ParameterModel> parameters = handler.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      String what = "parameter " + (i + 1) + " of the handler";
      checkReply(handler.adder(), what, parameters.get(i).type());
    }
  }

  private void checkRequest(Method method, String what, Type type) {
    problems.checkPayload(method, what + request, type, problemOfRequests);
  }

  private void checkReply(Method method, String what, Type type) {
    problems.checkPayload(method, what + reply, type, problemOfReplies);
  }
}
