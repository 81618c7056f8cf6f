package io.twinlake.metastore.hive;

import io.twinlake.metastore.MetastorePlace;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;

/**
 * Hive's own metastore code in this JVM, on the database that a {@code jdbc} address names. Its
 * classes are those of this class's loader; {@link IsolatedHive} makes one for the jars that the
 * settings name.
 */
final class EmbeddedSession implements Session {
  private static final String HIVE_CONF = "org.apache.hadoop.hive.conf.HiveConf";
  private static final String METASTORE_CONF =
      "org.apache.hadoop.hive.metastore.conf.MetastoreConf";
  private static final String PROXY =
      "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy";
  private static final String PREFIX = "javax.jdo.option.Connection";

  private final ThriftHiveMetastore.Iface hive;
  private final int generation;

  private EmbeddedSession(ThriftHiveMetastore.Iface hive, int generation) {
    this.hive = hive;
    this.generation = generation;
  }

  static Opener opener(MetastorePlace place) {
    return new Opener() {
      @Override
      public String kind() {
        return "jdbc";
      }

      @Override
      public Session open() {
        return EmbeddedSession.open(place);
      }
    };
  }

  private static Session open(MetastorePlace place) {
    ClassLoader loader = EmbeddedSession.class.getClassLoader();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Object conf = configuration(loader, place);
      Class<?> server = loader.loadClass("org.apache.hadoop.hive.metastore.HiveMetaStore");
      Object handler = handler(server, conf);
      return new EmbeddedSession(within(loader, (ThriftHiveMetastore.Iface) handler), ofCode());
    } catch (ClassNotFoundException | NoSuchMethodException | NoClassDefFoundError e) {
      throw new MetastoreException(
          Problem.NOT_SET_UP,
          "The metastore of %s is reached by JDBC, which takes Hive's own metastore code, version 2.3 or 3.1, and its database's driver, and here is no %s. Nothing was done. Name their jars in metastore.jars, as spark.sql.hive.metastore.jars does."
              .formatted(place.site(), e.getMessage()),
          e);
    } catch (InvocationTargetException e) {
      throw new MetastoreException(
          Problem.UNREACHABLE,
          "The metastore database of %s cannot be opened (%s). Nothing was done. Its address is sites.%s.metastore; name, password and driver are javax.jdo.option.Connection* of the Hadoop configuration."
              .formatted(place.site(), deepest(e), place.site()),
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Hive's metastore code is not as it was in 2.3 or 3.1", e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /**
   * Version 3.1 has a class of its own for it. It is looked for first: the one of 2.3 may be
   * Spark's, which lies behind the jars that the settings name.
   */
  private static Object configuration(ClassLoader loader, MetastorePlace place)
      throws ReflectiveOperationException {
    Map<String, String> properties = properties(place);
    Object conf;
    if (loader.getResource(METASTORE_CONF.replace('.', '/') + ".class") != null) {
      conf = loader.loadClass(METASTORE_CONF).getMethod("newMetastoreConf").invoke(null);
      // The default is in a jar that only the whole of Hive has, or Spark's of another version.
      properties.put("metastore.expression.proxy", PROXY);
      properties.put("hive.metastore.expression.proxy", PROXY);
      // The default is there, too. This one does nothing unless it is given a frequency.
      properties.put(
          "metastore.task.threads.always",
          "org.apache.hadoop.hive.metastore.events.EventCleanerTask");
      properties.put("metastore.event.clean.freq", "0s");
    } else {
      conf = loader.loadClass(HIVE_CONF).getConstructor().newInstance();
    }
    Method set = conf.getClass().getMethod("set", String.class, String.class);
    for (Map.Entry<String, String> entry : properties.entrySet()) {
      set.invoke(conf, entry.getKey(), entry.getValue());
    }
    return conf;
  }

  private static Object handler(Class<?> server, Object conf) throws ReflectiveOperationException {
    for (Method method : server.getDeclaredMethods()) {
      Class<?>[] takes = method.getParameterTypes();
      if (method.getName().equals("newRetryingHMSHandler")
          && takes.length == 3
          && takes[0] == String.class
          && takes[1].isInstance(conf)) {
        method.setAccessible(true);
        return method.invoke(null, "twinlake", conf, true);
      }
    }
    throw new NoSuchMethodException("HiveMetaStore.newRetryingHMSHandler");
  }

  /**
   * Hive and Hadoop look for classes by name at any call, in the loader of the thread's context.
   */
  private static ThriftHiveMetastore.Iface within(
      ClassLoader loader, ThriftHiveMetastore.Iface hive) {
    InvocationHandler calls =
        (proxy, method, args) -> {
          ClassLoader before = Thread.currentThread().getContextClassLoader();
          Thread.currentThread().setContextClassLoader(loader);
          try {
            return method.invoke(hive, args);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          } finally {
            Thread.currentThread().setContextClassLoader(before);
          }
        };
    return (ThriftHiveMetastore.Iface)
        Proxy.newProxyInstance(loader, new Class<?>[] {ThriftHiveMetastore.Iface.class}, calls);
  }

  /** By the calls that its code has. */
  private static int ofCode() {
    boolean catalogs =
        Arrays.stream(ThriftHiveMetastore.Iface.class.getMethods())
            .anyMatch(method -> method.getName().equals("get_catalogs"));
    return catalogs ? 3 : 2;
  }

  private static String deepest(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    // A driver may repeat the address, and so a password in it.
    return deepest.getClass().getSimpleName()
        + ": "
        + message.replaceAll("(?i)(password|pwd)=[^;&\\s]*", "$1=...");
  }

  private static Map<String, String> properties(MetastorePlace place) {
    Map<String, String> properties = new HashMap<>(place.hadoop());
    properties.put(PREFIX + "URL", place.text());
    properties.putIfAbsent(PREFIX + "DriverName", driver(place.text()));
    properties.put("hive.metastore.uris", "");
    properties.putIfAbsent("hive.metastore.schema.verification", "false");
    // The schema belongs to whoever made it.
    properties.putIfAbsent("datanucleus.schema.autoCreateAll", "false");
    properties.putIfAbsent("hive.metastore.stats.autogather", "false");
    properties.put("hive.metastore.event.db.notification.api.auth", "false");
    return properties;
  }

  private static String driver(String url) {
    return switch (url.split(":", 3)[1]) {
      case "sqlserver" -> "com.microsoft.sqlserver.jdbc.SQLServerDriver";
      case "mysql" -> "com.mysql.cj.jdbc.Driver";
      case "mariadb" -> "org.mariadb.jdbc.Driver";
      case "postgresql" -> "org.postgresql.Driver";
      default -> "org.apache.derby.jdbc.EmbeddedDriver";
    };
  }

  @Override
  public ThriftHiveMetastore.Iface hive() {
    return hive;
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public void close() {
    try {
      hive.shutdown();
    } catch (org.apache.thrift.TException e) {
      throw new IllegalStateException("Shutting down does not ask anybody", e);
    }
  }
}
