package io.twinlake.metastore.hive;

import io.twinlake.metastore.MetastorePlace;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;

/**
 * Hive's own metastore code in this JVM, on the database that a {@code jdbc} address names. Its
 * classes are those of this class's loader; {@link IsolatedHive} makes one for the jars that the
 * settings name.
 */
final class EmbeddedSession implements Session {
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
      Class<?> confType = loader.loadClass("org.apache.hadoop.hive.conf.HiveConf");
      Object conf = confType.getConstructor().newInstance();
      for (Map.Entry<String, String> entry : properties(place).entrySet()) {
        confType
            .getMethod("set", String.class, String.class)
            .invoke(conf, entry.getKey(), entry.getValue());
      }
      Object handler =
          loader
              .loadClass("org.apache.hadoop.hive.metastore.HiveMetaStore")
              .getMethod("newRetryingHMSHandler", String.class, confType, boolean.class)
              .invoke(null, "twinlake", conf, true);
      return new EmbeddedSession((ThriftHiveMetastore.Iface) handler, 2);
    } catch (ClassNotFoundException | NoSuchMethodException | NoClassDefFoundError e) {
      throw new MetastoreException(
          Problem.NOT_SET_UP,
          "The metastore of %s is reached by JDBC, which takes Hive's own metastore code, version 2.3, and its database's driver, and here is no %s. Nothing was done. Name their jars in metastore.jars, as spark.sql.hive.metastore.jars does."
              .formatted(place.site(), e.getMessage()),
          e);
    } catch (InvocationTargetException e) {
      throw new MetastoreException(
          Problem.UNREACHABLE,
          "The metastore database of %s cannot be opened (%s). Nothing was done. Its address is sites.%s.metastore; name, password and driver are javax.jdo.option.Connection* of the Hadoop configuration."
              .formatted(place.site(), deepest(e), place.site()),
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Hive's metastore code is not as it was in 2.3", e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
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
