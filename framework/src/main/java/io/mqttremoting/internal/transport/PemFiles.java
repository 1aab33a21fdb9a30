package io.mqttremoting.internal.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys from PEM files (RFC 7468). All errors are {@code
 * IllegalArgumentException}s that name the file but never contain its content.
 */
final class PemFiles {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final String KEY = "PRIVATE KEY"; // PKCS #8, RFC 5958

  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private PemFiles() {}

  private record Block(Path file, String type, String text) {
    /** Decoded on demand: keys in older formats have headers that are not Base64. */
    byte[] content() {
      try {
        return Base64.getMimeDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            file + " is damaged: the content of " + type + " is not Base64", e);
      }
    }
  }

  /** The certificates in a file, at least one, in the file's order. */
  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(file)) {
        if (block.type().equals("CERTIFICATE")) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.content())));
        }
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + " contains a certificate that cannot be read", e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          file + " contains no PEM certificate, which begins with -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  /** The private key in a file. It must be the key of {@code certificate}. */
  static PrivateKey privateKey(Path file, X509Certificate certificate) {
    List<Block> blocks = blocks(file);
    for (Block block : blocks) {
      if (block.type().equals(KEY)) {
        PublicKey other = certificate.getPublicKey();
        PrivateKey key = privateKey(file, block.content(), other.getAlgorithm());
        if (!isPair(key, other)) {
          throw new IllegalArgumentException(
              file + " contains a private key that does not belong to the certificate");
        }
        return key;
      }
    }
    if (blocks.stream().anyMatch(block -> block.type().endsWith(KEY))) { // RSA, EC, ENCRYPTED
      throw new IllegalArgumentException(
          file
              + " contains a private key that is not in PKCS #8 format without a passphrase; convert"
              + " it with: openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " -out pkcs8.key");
    }
    throw new IllegalArgumentException(
        file + " contains no PEM private key, which begins with -----BEGIN PRIVATE KEY-----");
  }

  private static PrivateKey privateKey(Path file, byte[] content, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(
          file + " contains no " + algorithm + " key, but the certificate has one", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          file + ": this JVM does not support keys of the algorithm " + algorithm, e);
    }
  }

  /** Whether two keys belong together; true if the signature algorithm is not known here. */
  private static boolean isPair(PrivateKey key, PublicKey other) {
    String algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null) {
      return true;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(other);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // the keys have different sizes or curves
    }
  }

  private static List<Block> blocks(Path file) {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(file, matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }
}
