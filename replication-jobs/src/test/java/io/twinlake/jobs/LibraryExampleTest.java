package io.twinlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The example in {@link Twinlake}'s Javadoc is what its first user copies, so it compiles. */
class LibraryExampleTest {
  private static final Path SOURCE =
      Path.of(System.getProperty("basedir", "."), "src/main/java/io/twinlake/jobs/Twinlake.java");
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\R(.*?)\\R\\s*\\*\\s*}</pre>", Pattern.DOTALL);

  @Test
  void theExampleOfTheLibraryCompiles() throws IOException {
    String example = example(Files.readString(SOURCE));

    assertThat(example.lines()).hasSizeBetween(8, 14);
    assertThat(errorsIn(program(example))).as("javac on\n" + example).isEmpty();
  }

  @Test
  void whatDoesNotCompileIsToldWithItsReason() throws IOException {
    assertThat(errorsIn(program("Twinlake.repliacte();")))
        .singleElement()
        .asString()
        .contains("repliacte()");
  }

  /** The text between the tags, without the comment's stars. */
  private static String example(String source) {
    Matcher found = EXAMPLE.matcher(source);
    assertThat(found.find()).as("an example in %s", SOURCE).isTrue();
    return found
        .group(1)
        .lines()
        .map(line -> line.replaceFirst("^\\s*\\* ?", ""))
        .collect(Collectors.joining("\n"));
  }

  /** Around the example stands only what a reader's IDE would add. */
  private static String program(String example) {
    return """
        import io.twinlake.core.run.*;
        import io.twinlake.core.settings.*;
        import io.twinlake.jobs.Twinlake;
        import java.nio.file.*;
        import org.apache.spark.sql.SparkSession;

        class Example {
          void run() throws Exception {
        %s
          }
        }
        """
        .formatted(example);
  }

  private static List<String> errorsIn(String program) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    assertThat(javac).as("a JDK, not only a JRE").isNotNull();
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    StringWriter more = new StringWriter();
    try (StandardJavaFileManager files =
            javac.getStandardFileManager(told, Locale.ROOT, StandardCharsets.UTF_8);
        InMemory output = new InMemory(files)) {
      boolean compiled =
          javac
              .getTask(
                  more,
                  output,
                  told,
                  Arrays.asList("-proc:none", "-classpath", System.getProperty("java.class.path")),
                  null,
                  List.of(new Text(program)))
              .call();
      List<String> errors =
          told.getDiagnostics().stream()
              .filter(d -> d.getKind() == javax.tools.Diagnostic.Kind.ERROR)
              .map(d -> "line %d: %s".formatted(d.getLineNumber(), d.getMessage(Locale.ROOT)))
              .toList();
      assertThat(compiled || !errors.isEmpty()).as("javac says why: %s", more).isTrue();
      return errors;
    }
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String text) {
      super(URI.create("string:///Example.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Takes the class files, so that nothing is left on the disk. */
  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    InMemory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          return new ByteArrayOutputStream();
        }
      };
    }
  }
}
