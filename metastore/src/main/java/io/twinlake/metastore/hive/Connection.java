package io.twinlake.metastore.hive;

import io.twinlake.metastore.MetastorePlace;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;

/**
 * One open connection to a metastore server. Of several addresses the first that answers is taken.
 */
final class Connection implements AutoCloseable {
  private final TTransport transport;
  private final ThriftHiveMetastore.Client client;

  private Connection(TTransport transport) {
    this.transport = transport;
    this.client = new ThriftHiveMetastore.Client(new TBinaryProtocol(transport));
  }

  /**
   * @throws MetastoreException if no address answers
   */
  static Connection open(MetastorePlace place) {
    List<String> failures = new ArrayList<>();
    for (URI address : place.addresses()) {
      try {
        return new Connection(transport(place, address));
      } catch (MetastoreException e) {
        throw e;
      } catch (Exception e) {
        failures.add(address.getAuthority() + ": " + e.getMessage());
      }
    }
    throw new MetastoreException(
        Problem.UNREACHABLE,
        "The metastore of %s does not answer (%s). Nothing was done there. Is it running, and may this machine reach it? Its address is sites.%s.metastore."
            .formatted(place.site(), String.join("; ", failures), place.site()));
  }

  private static TTransport transport(MetastorePlace place, URI address) throws Exception {
    int port = address.getPort() < 0 ? 9083 : address.getPort();
    int millis = (int) Math.min(Integer.MAX_VALUE, place.timeout().toMillis());
    TSocket socket = new TSocket(address.getHost(), port, millis);
    if (place.isKerberos()) {
      return Kerberos.open(place, address.getHost(), socket);
    }
    socket.open();
    return socket;
  }

  ThriftHiveMetastore.Client client() {
    return client;
  }

  @Override
  public void close() {
    transport.close();
  }
}
