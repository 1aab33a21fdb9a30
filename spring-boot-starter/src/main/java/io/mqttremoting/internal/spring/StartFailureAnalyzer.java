package io.mqttremoting.internal.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.StringUtils;

/** Lets Boot say why the program cannot start, in place of a stack trace. */
final class StartFailureAnalyzer extends AbstractFailureAnalyzer<StartException> {
  @Override
  protected FailureAnalysis analyze(Throwable failure, StartException cause) {
    return new FailureAnalysis(sentence(cause.problem()), sentence(cause.remedy()), cause);
  }

  private static String sentence(String text) {
    return StringUtils.capitalize(text) + ".";
  }
}
