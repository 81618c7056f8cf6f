package io.twinlake.metastore.hive;

import io.twinlake.metastore.MetastorePlace;
import io.twinlake.metastore.MetastoreWriter;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens a metastore with the Hive jars that the settings name, in a class loader of their own:
 * Hive, Thrift and the code of this package come from there, all else from where we come from.
 */
public final class IsolatedHive {
  private IsolatedHive() {}

  public static MetastoreWriter open(MetastorePlace place) {
    if (!place.isThrift() && !place.isJdbc()) {
      throw new MetastoreException(
          Problem.NOT_SET_UP,
          "sites.%s.metastore is '%s', which takes the session of a Spark, and here is none. Nothing was done. Run the command on a cluster, or name the metastore's server, thrift://host:9083, or its database, jdbc:..."
              .formatted(place.site(), place.text()));
    }
    if (place.jars().isEmpty()) {
      try {
        return HiveMetastore.open(place);
      } catch (NoClassDefFoundError e) {
        throw new MetastoreException(
            Problem.NOT_SET_UP,
            "Hive's client is not on this class path (%s). Nothing was done. It comes with Spark: run this on a cluster or by ./twinlake, or name Hive's jars in metastore.jars."
                .formatted(e.getMessage()),
            e);
      }
    }
    List<URL> urls = urls(place.jars().get());
    URL ours = IsolatedHive.class.getProtectionDomain().getCodeSource().getLocation();
    urls.add(ours);
    URLClassLoader loader = new ChildFirst(urls, IsolatedHive.class.getClassLoader());
    try {
      return (MetastoreWriter)
          loader
              .loadClass("io.twinlake.metastore.hive.HiveMetastore")
              .getMethod("open", MetastorePlace.class)
              .invoke(null, place);
    } catch (ReflectiveOperationException | NoClassDefFoundError e) {
      throw new MetastoreException(
          Problem.NOT_SET_UP,
          "The jars in metastore.jars (%s) do not hold Hive's metastore code: %s. Nothing was done."
              .formatted(place.jars().get(), e.getMessage()),
          e);
    }
  }

  private static List<URL> urls(String classPath) {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      try {
        if (entry.endsWith("*")) {
          try (DirectoryStream<Path> jars =
              Files.newDirectoryStream(Path.of(entry.substring(0, entry.length() - 1)), "*.jar")) {
            for (Path jar : jars) {
              urls.add(jar.toUri().toURL());
            }
          }
        } else {
          urls.add(Path.of(entry).toUri().toURL());
        }
      } catch (MalformedURLException e) {
        throw new IllegalStateException("Every path has a URL", e);
      } catch (IOException e) {
        throw new MetastoreException(
            Problem.NOT_SET_UP,
            "metastore.jars names %s, which cannot be read. Nothing was done.".formatted(entry),
            e);
      }
    }
    return urls;
  }

  private static final class ChildFirst extends URLClassLoader {
    ChildFirst(List<URL> urls, ClassLoader parent) {
      super(urls.toArray(URL[]::new), parent);
    }

    private static boolean isOwn(String name) {
      return name.startsWith("io.twinlake.metastore.hive.")
          || !name.startsWith("io.twinlake.")
              && !name.startsWith("java.")
              && !name.startsWith("javax.")
              && !name.startsWith("org.slf4j.")
              && !name.startsWith("org.xml.")
              && !name.startsWith("org.w3c.");
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!isOwn(name) || name.contains("com.fasterxml.jackson.")) {
        // Javax's own packages are the JDK's, but javax.jdo is Hive's.
        try {
          return super.loadClass(name, resolve);
        } catch (ClassNotFoundException e) {
          return found(name, resolve);
        }
      }
      try {
        return found(name, resolve);
      } catch (ClassNotFoundException e) {
        return super.loadClass(name, resolve);
      }
    }

    private Class<?> found(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        Class<?> type = loaded == null ? findClass(name) : loaded;
        if (resolve) {
          resolveClass(type);
        }
        return type;
      }
    }
  }
}
