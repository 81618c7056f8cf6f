package io.twinlake.core.settings;

import io.twinlake.core.settings.YamlNode.Entry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads one section of a settings file. What is wrong is noted with its line and replaced by the
 * default, so that one report shows everything; {@link Settings#load} throws it at the end.
 *
 * <p>Whatever key is asked for is known. All other keys of the section are reported when it was
 * read.
 */
public final class SettingsReader {
  private final Problems problems;
  private final String label;
  private final String schema;
  private final YamlNode.Mapping section;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> later = new TreeSet<>();

  /**
   * @param label how messages name the section, {@code "transfer."}
   * @param schema the same with a star for what the user named, {@code "datasets.*."}
   */
  SettingsReader(Problems problems, String label, String schema, YamlNode.Mapping section) {
    this.problems = problems;
    this.label = label;
    this.schema = schema;
    this.section = section;
  }

  /** The text at {@code key}, if it is there. */
  public Optional<String> text(String key) {
    return scalar(key).map(YamlNode.Scalar::text);
  }

  /** The text at {@code key}, which must be there; empty text if it is not. */
  public String requiredText(String key) {
    if (find(key).isEmpty()) {
      problems.add(section.line(), label + key + " is missing");
    }
    return text(key).orElse("");
  }

  /** A length of time, {@code 30s}, {@code 15m}, {@code 4h} or {@code 14d}; longer than zero. */
  public Duration duration(String key, Duration otherwise) {
    return parsed(key, Units::duration, otherwise);
  }

  /** A number of bytes between two bounds, inclusive, {@code 64MiB}. */
  public DataSize dataSizeBetween(DataSize least, DataSize most, String key, DataSize otherwise) {
    DataSize size = parsed(key, Units::dataSize, otherwise);
    if (size.compareTo(least) < 0 || size.compareTo(most) > 0) {
      problem(key, "must be between %s and %s".formatted(least, most));
      return otherwise;
    }
    return size;
  }

  /** An amount of money, {@code 0.065}, which must be there. */
  BigDecimal requiredPrice(String key) {
    requiredText(key);
    return parsed(key, Units::price, BigDecimal.ZERO);
  }

  /** A rate with its unit, {@code 500/s} or {@code 100MiB/s}; 0 if there is none. */
  long parsedRate(String key, Function<String, Long> parse) {
    return parsed(key, parse, 0L);
  }

  /** A part of a whole, {@code 1%}, as a number between 0 and 1. */
  public double share(String key, double otherwise) {
    return parsed(key, Units::share, otherwise);
  }

  /** A whole number that fits into an {@code int}. */
  public int intAtLeast(int least, String key, int otherwise) {
    return (int) wholeNumber(least, Integer.MAX_VALUE, key, otherwise);
  }

  /** A whole number. */
  public long longAtLeast(long least, String key, long otherwise) {
    return wholeNumber(least, Long.MAX_VALUE, key, otherwise);
  }

  private long wholeNumber(long least, long most, String key, long otherwise) {
    return parsed(
        key,
        text -> {
          if (!text.matches("[+-]?\\d{1,18}")
              || Long.parseLong(text) < least
              || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(
                "is not a whole number of at least %d; write it in digits alone".formatted(least));
          }
          return Long.parseLong(text);
        },
        otherwise);
  }

  /** One of the names of {@code choices}: {@code AS_FILES} is written {@code as-files}. */
  public <E extends Enum<E>> E choice(Class<E> choices, String key, E otherwise) {
    return optionalChoice(choices, key).orElse(otherwise);
  }

  /** One of the names of {@code choices}, if one is there. */
  public <E extends Enum<E>> Optional<E> optionalChoice(Class<E> choices, String key) {
    List<String> names =
        Arrays.stream(choices.getEnumConstants()).map(SettingsReader::name).toList();
    return parsed(
        key,
        text ->
            Arrays.stream(choices.getEnumConstants())
                .filter(choice -> name(choice).equals(text))
                .findFirst()
                .map(Optional::of)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "is none of %s%s"
                                .formatted(String.join(", ", names), Nearest.hint(text, names)))),
        Optional.empty());
  }

  /** A choice that is written in the file otherwise than in lower case with dashes. */
  interface Written {
    /** As it stands in the file. */
    String written();
  }

  private static String name(Enum<?> choice) {
    if (choice instanceof Written named) {
      return named.written();
    }
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads the section at {@code key}. An absent one is read as an empty one: all its defaults. */
  public <T> T section(String key, Function<SettingsReader, T> read) {
    return read(label + key + ".", schema + key + ".", mapping(key), read);
  }

  /** Reads the sections below {@code key}, whose names the user chose. */
  <T> List<T> namedSections(String key, Function<Named, T> read) {
    List<T> all = new ArrayList<>();
    for (Entry entry : mapping(key).entries()) {
      if (entry.value() instanceof YamlNode.Mapping named) {
        all.add(
            read(
                label + key + "." + entry.key() + ".",
                schema + key + ".*.",
                named,
                section -> read.apply(new Named(entry.key(), entry.line(), section))));
      } else if (!(entry.value() instanceof YamlNode.Refused)) {
        problems.add(
            entry.line(),
            "%s%s.%s is %s; it must be a mapping of keys and values"
                .formatted(label, key, SecretText.shown(entry.key()), entry.value().kind()));
      }
    }
    return all;
  }

  /**
   * A section that the user named.
   *
   * @param line of that name
   */
  record Named(String name, int line, SettingsReader section) {}

  /** Reads each section of the list at {@code key}; nothing if there is no such list. */
  <T> List<T> sections(String key, Function<SettingsReader, T> read) {
    List<T> all = new ArrayList<>();
    List<YamlNode> items = list(key);
    for (int i = 0; i < items.size(); i++) {
      String item = "%s%s[%d]".formatted(label, key, i + 1);
      if (items.get(i) instanceof YamlNode.Mapping section) {
        all.add(read(item + ".", schema + key + ".*.", section, read));
      } else if (!(items.get(i) instanceof YamlNode.Refused)) {
        problems.add(
            items.get(i).line(),
            "%s is %s; it must be a mapping of keys and values"
                .formatted(item, items.get(i).kind()));
      }
    }
    return all;
  }

  private <T> T read(
      String label, String schema, YamlNode.Mapping section, Function<SettingsReader, T> read) {
    SettingsReader reader = new SettingsReader(problems, label, schema, section);
    T value = read.apply(reader);
    reader.reportUnknownKeys();
    return value;
  }

  /** The texts of the list at {@code key}, each with its line. */
  List<YamlNode.Scalar> texts(String key, String absentHint) {
    List<YamlNode.Scalar> texts = new ArrayList<>();
    for (YamlNode item : list(key)) {
      if (item instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
        texts.add(scalar);
      } else if (!(item instanceof YamlNode.Refused)) {
        problems.add(
            item.line(),
            "%s%s has an entry that is empty or not a single value; %s"
                .formatted(label, key, absentHint));
      }
    }
    return texts;
  }

  /** Says that {@code key} has a meaning, only not yet. */
  void notYet(String key) {
    later.add(key);
    entry(key)
        .ifPresent(
            entry ->
                problems.add(
                    entry.line(), label + key + " is not available in this version; remove it"));
  }

  /** Notes a problem with the value at {@code key}. */
  void problem(String key, String message) {
    problems.add(line(key), label + key + " " + message);
  }

  /** Where {@code key} stands; where the section begins if it is absent. */
  int line(String key) {
    return entry(key).map(Entry::line).orElse(section.line());
  }

  Problems problems() {
    return problems;
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  /** The entries as they were written, for sections whose keys the user chooses; all are known. */
  List<Entry> entries() {
    section.entries().forEach(entry -> known.add(entry.key()));
    return section.entries();
  }

  void reportUnknownKeys() {
    for (Entry entry : section.entries()) {
      if (!known.contains(entry.key()) && !later.contains(entry.key())) {
        problems.add(entry.line(), unknown(entry.key()));
      }
    }
  }

  private String unknown(String key) {
    String where = label.isEmpty() ? "" : " in " + label.substring(0, label.length() - 1);
    if (SecretText.isCredentialKey(key)) {
      return credentialKey(key) + where;
    }
    String hint = Nearest.hint(key, known);
    return "unknown key %s%s%s"
        .formatted(
            SecretText.shown(key),
            where,
            hint.isEmpty() ? "; there are " + String.join(", ", known) : hint);
  }

  static String credentialKey(String key) {
    return "key %s names a credential, which settings never hold; Twinlake takes credentials from"
            .formatted(SecretText.shown(key))
        + " the Hadoop configuration, a key provider or a managed identity";
  }

  private <T> T parsed(String key, Function<String, T> parse, T otherwise) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return parse.apply(text.get());
    } catch (IllegalArgumentException e) {
      problem(key, SecretText.shown(text.get()) + " " + e.getMessage());
      return otherwise;
    }
  }

  private Optional<YamlNode.Scalar> scalar(String key) {
    Optional<Entry> entry = find(key);
    if (entry.isPresent() && entry.get().value() instanceof YamlNode.Scalar scalar) {
      if (!scalar.text().isBlank()) {
        return Optional.of(scalar);
      }
      problem(key, "is empty; write a value or remove the line");
    } else {
      entry.ifPresent(found -> wrongKind(found, "a single value"));
    }
    return Optional.empty();
  }

  private List<YamlNode> list(String key) {
    Optional<Entry> entry = find(key);
    if (entry.isPresent() && entry.get().value() instanceof YamlNode.Sequence sequence) {
      return sequence.items();
    }
    entry.ifPresent(found -> wrongKind(found, "a list, [a, b] or one '- ' line for each entry"));
    return List.of();
  }

  private YamlNode.Mapping mapping(String key) {
    Optional<Entry> entry = find(key);
    if (entry.isPresent() && entry.get().value() instanceof YamlNode.Mapping mapping) {
      return new YamlNode.Mapping(mapping.entries(), entry.get().line());
    }
    entry.ifPresent(found -> wrongKind(found, "a mapping of keys and values"));
    return new YamlNode.Mapping(List.of(), entry.map(Entry::line).orElse(section.line()));
  }

  private void wrongKind(Entry entry, String wanted) {
    if (entry.value() instanceof YamlNode.Nothing) {
      problem(entry.key(), "has no value; write %s or remove the line".formatted(wanted));
    } else if (!(entry.value() instanceof YamlNode.Refused)) {
      problem(entry.key(), "is %s; it must be %s".formatted(entry.value().kind(), wanted));
    }
  }

  private Optional<Entry> find(String key) {
    known.add(key);
    problems.known(schema + key);
    return entry(key);
  }

  private Optional<Entry> entry(String key) {
    return section.entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
  }
}
