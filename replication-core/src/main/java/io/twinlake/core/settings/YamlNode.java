package io.twinlake.core.settings;

import java.util.List;

/** A settings file as it was written, each part with its line, counted from 1. */
sealed interface YamlNode {
  int line();

  /** What to call it in a message. */
  String kind();

  /** Text, a number or a boolean, as it was written. */
  record Scalar(String text, int line) implements YamlNode {
    @Override
    public String kind() {
      return "a single value";
    }
  }

  /** Nothing behind a key, {@code null} or {@code ~}. */
  record Nothing(int line) implements YamlNode {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  /** Was reported while the file was read; nothing more is said about it. */
  record Refused(int line) implements YamlNode {
    @Override
    public String kind() {
      return "a refused value";
    }
  }

  record Sequence(List<YamlNode> items, int line) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys and values in the order of the file. */
  record Mapping(List<Entry> entries, int line) implements YamlNode {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A key with its own line and its value. */
  record Entry(String key, int line, YamlNode value) {}
}
