package io.world.failing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttremoting.spring.RemoteService;
import io.world.Hello;
import io.world.IHello;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Boot prints if a program cannot start. */
@ExtendWith(OutputCaptureExtension.class)
class FailingTest {
  @Configuration
  @EnableAutoConfiguration
  static class TwoOfOneAddress {
    @Bean
    @RemoteService
    IHello first() {
      return new Hello();
    }

    @Bean
    @RemoteService
    IHello second() {
      return new Hello();
    }
  }

  private static void assertFails(String uri) {
    assertThatThrownBy(
            () ->
                new SpringApplicationBuilder(TwoOfOneAddress.class)
                    .web(WebApplicationType.NONE)
                    .run("--mqtt.remoting.uris=" + uri))
        .isInstanceOf(Exception.class);
  }

  @Test
  void twoBeansOfOneAddress(CapturedOutput output) {
    assertFails("tcp://127.0.0.1:1");
    assertThat(output)
        .contains(
            """
            ***************************
            APPLICATION FAILED TO START
            ***************************

            Description:

            The bean 'second' cannot be served, as 'first' already serves the interface: \
            io.world/Hello is served already on this connection, by io.world.Hello.

            Action:

            Give one of them an instance or a connection, as in @RemoteService(instance = "kitchen").
            """)
        .doesNotContain("\tat ");
  }

  @Test
  void aWrongUri(CapturedOutput output) {
    assertFails("http://broker");
    assertThat(output)
        .contains(
            """
            ***************************
            APPLICATION FAILED TO START
            ***************************

            Description:

            The connection 'default' cannot be made: 'http://broker' does not begin with tcp, ssl, \
            mqtt, mqtts, ws or wss.

            Action:

            Use tcp://host:port, or ssl, mqtt, mqtts, ws or wss in place of tcp.
            """)
        .doesNotContain("\tat ");
  }
}
