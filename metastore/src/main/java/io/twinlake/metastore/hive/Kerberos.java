package io.twinlake.metastore.hive;

import io.twinlake.metastore.MetastorePlace;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.Sasl;
import org.apache.thrift.transport.TSaslClientTransport;
import org.apache.thrift.transport.TTransport;

/**
 * Opens a connection as whoever has a Kerberos ticket here, or by a keytab that the Hadoop
 * configuration names.
 */
final class Kerberos {
  private Kerberos() {}

  static TTransport open(MetastorePlace place, String host, TTransport below) throws Exception {
    String[] service =
        place.hadoop("hive.metastore.kerberos.principal").replace("_HOST", host).split("[/@]", -1);
    if (service.length != 3) {
      throw new MetastoreException(
          Problem.NOT_SET_UP,
          "The metastore of %s wants Kerberos (hive.metastore.sasl.enabled), and hive.metastore.kerberos.principal of the Hadoop configuration is no service/_HOST@REALM. Nothing was done."
              .formatted(place.site()));
    }
    Subject subject = login(place);
    TSaslClientTransport transport =
        new TSaslClientTransport(
            "GSSAPI",
            null,
            service[0],
            service[1],
            Map.of(Sasl.QOP, "auth-conf,auth-int,auth"),
            null,
            below);
    try {
      Subject.doAs(
          subject,
          (PrivilegedExceptionAction<Void>)
              () -> {
                transport.open();
                return null;
              });
    } catch (PrivilegedActionException e) {
      throw e.getException();
    }
    return transport;
  }

  private static Subject login(MetastorePlace place) {
    Map<String, String> options = new HashMap<>();
    options.put("doNotPrompt", "true");
    options.put("refreshKrb5Config", "true");
    String keytab = place.hadoop("twinlake.metastore.keytab");
    if (keytab.isEmpty()) {
      options.put("useTicketCache", "true");
      options.put("renewTGT", "true");
    } else {
      options.put("useKeyTab", "true");
      options.put("keyTab", keytab);
      options.put("principal", place.hadoop("twinlake.metastore.principal"));
    }
    Configuration configuration =
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
              new AppConfigurationEntry(
                  "com.sun.security.auth.module.Krb5LoginModule",
                  LoginModuleControlFlag.REQUIRED,
                  options)
            };
          }
        };
    try {
      LoginContext login =
          new LoginContext("twinlake-metastore", new Subject(), null, configuration);
      login.login();
      return login.getSubject();
    } catch (LoginException | SecurityException e) {
      throw new MetastoreException(
          Problem.UNREACHABLE,
          "The metastore of %s wants Kerberos, and there is no ticket here (%s). Nothing was done. Run kinit, or name twinlake.metastore.keytab and twinlake.metastore.principal in the Hadoop configuration."
              .formatted(place.site(), e.getMessage()),
          e);
    }
  }
}
