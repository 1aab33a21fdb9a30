package io.mqttremoting.cli.command;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many lines or messages there may be, at least one: none could never be reached. */
final class Counts implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("0*[1-9][0-9]{0,17}");

  @Override
  public Long convert(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is no count; write a number from 1 on");
    }
    return Long.valueOf(text);
  }
}
