package io.world;

import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.ServiceInterceptor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Allows each token to call certain members. */
public final class TokenCheck implements ServiceInterceptor {
  private final Map<String, Set<String>> membersByToken;

  public TokenCheck(Map<String, Set<String>> membersByToken) {
    this.membersByToken = Map.copyOf(membersByToken);
  }

  @Override
  public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
    String token = call.metadata().get("token").orElse("");
    if (!membersByToken.getOrDefault(token, Set.of()).contains(call.member())) {
      throw call.refusal(ErrorCode.PERMISSION_DENIED, "the token does not allow this");
    }
    return chain.proceed(call);
  }
}
