package io.twinlake.metastore.hive;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.metastore.hive.References.Reference;
import io.twinlake.testing.metastore.MetastoreServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The code that speaks to Hive is compiled once, and meets the Hive client and the Thrift of
 * whatever Spark a cluster has, or the jars that the settings name.
 */
class LinkageTest {

  @ParameterizedTest
  @ValueSource(strings = {"hive-2.3.9-thrift-0.12", "hive-2.3.10-thrift-0.16"})
  void everythingThatIsUsedOfHiveAndThriftIsInEverySparks(String line) throws Exception {
    assertThat(missing(Path.of("target/linkage", line))).isEmpty();
  }

  @Test
  void everythingThatIsUsedOfHiveAndThriftIsInTheStandaloneMetastore() throws Exception {
    assertThat(missing(MetastoreServer.home("3.1.3").resolve("lib"))).isEmpty();
  }

  private static List<String> missing(Path jars) throws Exception {
    Set<Reference> used = used();
    assertThat(used.size()).isGreaterThan(100);
    List<String> missing = new ArrayList<>();
    try (URLClassLoader loader =
        new URLClassLoader(urls(jars), ClassLoader.getPlatformClassLoader())) {
      for (Reference reference : used) {
        if (!isThere(loader, reference)) {
          missing.add(reference.toString());
        }
      }
    }
    return missing;
  }

  private static URL[] urls(Path jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(jars, "*.jar")) {
      for (Path jar : all) {
        urls.add(jar.toUri().toURL());
      }
    }
    assertThat(urls).as(jars.toString()).isNotEmpty();
    return urls.toArray(URL[]::new);
  }

  private static Set<Reference> used() throws Exception {
    Path classes =
        Path.of(HiveMetastore.class.getResource("HiveMetastore.class").toURI()).getParent();
    Set<Reference> used = new TreeSet<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          References.of(in).stream()
              .filter(r -> r.owner().startsWith("org/apache/"))
              .forEach(used::add);
        }
      }
    }
    return used;
  }

  private static boolean isThere(ClassLoader loader, Reference reference) {
    try {
      return has(Class.forName(reference.owner().replace('/', '.'), false, loader), reference);
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      return false;
    }
  }

  /** In the class itself or what it extends, with exactly these types. */
  private static boolean has(Class<?> type, Reference reference) {
    if (type == null) {
      return false;
    }
    boolean here =
        reference.isMethod()
            ? methods(type).contains(reference.name() + reference.descriptor())
            : Arrays.stream(type.getDeclaredFields())
                .anyMatch(
                    f ->
                        f.getName().equals(reference.name())
                            && f.getType().descriptorString().equals(reference.descriptor()));
    return here
        || has(type.getSuperclass(), reference)
        || Arrays.stream(type.getInterfaces()).anyMatch(i -> has(i, reference));
  }

  private static Set<String> methods(Class<?> type) {
    Set<String> methods = new TreeSet<>();
    for (Method method : type.getDeclaredMethods()) {
      methods.add(
          method.getName()
              + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                  .toMethodDescriptorString());
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      methods.add(
          "<init>"
              + MethodType.methodType(void.class, constructor.getParameterTypes())
                  .toMethodDescriptorString());
    }
    return methods;
  }
}
