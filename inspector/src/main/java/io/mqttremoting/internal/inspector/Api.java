package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.mqttremoting.Contract;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.contracts.ContractModule;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Answers what the page asks: contracts, whole values, calls, changes. */
public final class Api {
  private static final int MAX_BODY = 4_000_000;

  private final Services services;
  private final boolean writes;

  /**
   * Answers for these services.
   *
   * @param writes whether it calls operations and sets properties
   */
  public Api(Services services, boolean writes) {
    this.services = services;
    this.writes = writes;
  }

  void answer(HttpExchange exchange, String what) throws IOException {
    switch (what) {
      case "contract" -> Responses.json(exchange, contract(get(exchange)));
      case "export" -> export(exchange, get(exchange));
      case "value" -> Responses.json(exchange, value(get(exchange)));
      case "call" -> Responses.json(exchange, Action.call(services, post(exchange)));
      case "set" -> Responses.json(exchange, Action.set(services, post(exchange)));
      default -> throw new Refusal(Refusal.NOT_FOUND, "there is no such page");
    }
  }

  private static Query get(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      throw new Refusal(Refusal.METHOD_NOT_ALLOWED, "use GET");
    }
    return Query.of(exchange);
  }

  private JsonNode post(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new Refusal(Refusal.METHOD_NOT_ALLOWED, "use POST");
    }
    if (!writes) {
      throw new Refusal(
          Refusal.FORBIDDEN, "the inspector is read-only; start it with writes allowed");
    }
    if (!Objects.equals(
        exchange.getRequestHeaders().getFirst("Content-Type"), "application/json")) {
      throw new Refusal(Refusal.BAD_REQUEST, "Content-Type must be application/json");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new Refusal(Refusal.TOO_LARGE, "more than " + MAX_BODY + " bytes");
    }
    return Text.parse(new String(body, UTF_8), "the request");
  }

  private JsonNode contract(Query query) {
    ServiceInfo service = services.find(query.require("service"));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (service.state() == ServiceInfo.State.VALUES_ONLY) {
      return answer.put("reason", "a service in another language does not tell its contract");
    }
    try (RemoteObject object = services.open(service)) {
      answer.set("contract", ContractJson.of(Waiting.result(object.describe())));
    } catch (RemotingException e) {
      answer.put("reason", e.code() + ": " + e.reason());
    }
    return answer;
  }

  private JsonNode value(Query query) {
    try (RemoteObject object = services.open(services.find(query.require("service")))) {
      return object
          .get(query.require("property"))
          .orElseThrow(() -> new Refusal(Refusal.NOT_FOUND, "it has no value"));
    } catch (RemotingException e) {
      throw new Refusal(Refusal.UNAVAILABLE, e.code() + ": " + e.reason());
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private void export(HttpExchange exchange, Query query) throws IOException {
    String name;
    String text;
    try (RemoteObject object = services.open(services.find(query.require("service")))) {
      Contract contract = Waiting.result(object.describe());
      ContractModule module = ContractModule.of(List.of(contract));
      String file = contract.module() + "." + contract.name();
      switch (query.require("format")) {
        case "yaml" -> {
          name = module.fileName();
          text = module.toYaml();
        }
        case "asyncapi" -> {
          name = file + ".asyncapi.yaml";
          text = module.toAsyncApi();
        }
        case "markdown" -> {
          name = file + ".md";
          text = module.toMarkdown();
        }
        default -> throw new Refusal(Refusal.BAD_REQUEST, "formats: yaml, asyncapi, markdown");
      }
    } catch (RemotingException e) {
      int status = e.code() == ErrorCode.UNIMPLEMENTED ? Refusal.NOT_FOUND : Refusal.UNAVAILABLE;
      throw new Refusal(status, e.code() + ": " + e.reason());
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
    exchange
        .getResponseHeaders()
        .set(
            "Content-Disposition",
            "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + "\"");
    Responses.bytes(exchange, Responses.OK, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }
}
