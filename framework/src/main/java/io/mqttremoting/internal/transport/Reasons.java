package io.mqttremoting.internal.transport;

import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Error messages that say why a broker cannot be reached or refuses something, alike for all MQTT
 * libraries.
 */
public final class Reasons {
  /** How a TLS alert says that the other side rejects our certificate (RFC 8446, section 6.2). */
  private static final Pattern CERTIFICATE_ALERT =
      Pattern.compile("alert: (\\w*certificate\\w*|unknown_ca|access_denied|handshake_failure)");

  /** How Java says that a certificate does not name the host. */
  private static final Pattern NAMELESS =
      Pattern.compile("^No (subject alternative|name matching)");

  /** How Java and the MQTT libraries say that the other side ended a connection. */
  private static final Pattern CLOSED =
      Pattern.compile(
          "Connection reset|Broken pipe|EOFException|ClosedChannelException|Server closed"
              + " connection|Connection (or (in|out)bound )?has closed|Connection has been"
              + " shutdown");

  private Reasons() {}

  /** The reason of a failure: the message of its cause or, if it has none, its own. */
  public static String of(Throwable failure) {
    return text(failure.getCause() == null ? failure : failure.getCause());
  }

  /** The reason why connecting failed, and what may help. */
  public static String ofConnecting(ConnectOptions options, Throwable failure) {
    String reason = of(failure);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String known = known(options, cause);
      if (known != null) {
        reason = known; // the innermost known cause is the most precise
      }
    }
    return reason;
  }

  private static @Nullable String known(ConnectOptions options, Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "unknown host " + cause.getMessage();
    }
    if (cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException) {
      return "the broker's certificate is not valid at this time: " + text(cause);
    }
    if (cause instanceof CertificateException && NAMELESS.matcher(text(cause)).find()) {
      return "the broker's certificate does not name the host "
          + options.uri().getHost()
          + ": "
          + text(cause);
    }
    if (cause instanceof CertificateException) {
      return "the broker's certificate is not trusted: "
          + text(cause)
          + "; is its authority among TlsOptions.withTrustedCertificates?";
    }
    if (cause instanceof SSLException) {
      return CERTIFICATE_ALERT.matcher(text(cause)).find()
          ? "the broker does not accept our certificate, or wants one: " + text(cause)
          : "TLS failed: " + text(cause) + speaks(options);
    }
    return CLOSED.matcher(text(cause)).find()
        ? "the broker closed the connection: " + text(cause) + whyClosed(options)
        : null;
  }

  /** The broker did not answer in time, and what may help. */
  public static String noAnswer(ConnectOptions options) {
    return "no answer within "
        + options.timeout().toMillis()
        + " ms"
        + (options.knowsBroker() ? "" : "; is this an MQTT broker?");
  }

  private static String speaks(ConnectOptions options) {
    if (options.knowsBroker()) {
      return "";
    }
    return "; does it speak "
        + options.uri().getScheme()
        + " on this port"
        + (options.usesTls() ? ", and accept our certificate?" : ", and not TLS?");
  }

  /** A broker that accepted a certificate may refuse it later, when it has expired. */
  private static String whyClosed(ConnectOptions options) {
    return options.knowsBroker() && options.usesTls()
        ? "; does it still accept our certificate?"
        : speaks(options);
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /**
   * The broker refuses the connection.
   *
   * @param code the reason, as the broker or the MQTT library words it
   */
  public static String refused(Optional<Login> login, @Nullable String code) {
    return login
        .map(
            known ->
                "it refuses user '"
                    + known.user()
                    + (known.password() == null
                        ? "' without a password ("
                        : "' with this password (")
                    + code
                    + ")")
        .orElse(
            "it refuses connections without a user ("
                + code
                + "); give ConnectionBuilder.credentials");
  }

  /**
   * The broker does not allow an operation.
   *
   * @param code the reason, as the broker or the MQTT library words it
   */
  public static String denied(Optional<Login> login, String code) {
    return "its access control list does not allow that to "
        + login.map(known -> "user '" + known.user() + "'").orElse("connections without a user")
        + " ("
        + code
        + ")";
  }
}
