package io.twinlake.metastore.hive;

import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.TServiceClient;
import org.apache.thrift.protocol.TProtocol;

/**
 * Finds a server's major version by the calls that it knows; what servers say about their version
 * is the same in all of them.
 */
final class Generation {
  private Generation() {}

  static int of(String site, ThriftHiveMetastore.Client client) {
    try {
      if (!knows(client, "get_catalogs")) {
        return 2;
      }
      // Gone since version 4.
      return knowsGetTable(client) ? 3 : 4;
    } catch (TException e) {
      throw Failing.of(site, "asking for its version", e);
    }
  }

  private static boolean knowsGetTable(ThriftHiveMetastore.Client client) throws TException {
    try {
      client.get_table("default", "__twinlake_probe__");
      return true;
    } catch (TApplicationException e) {
      return e.getType() != TApplicationException.UNKNOWN_METHOD;
    } catch (org.apache.thrift.transport.TTransportException e) {
      throw e;
    } catch (TException e) {
      return true;
    }
  }

  /** Whether the server knows {@code call}, which takes nothing. */
  private static boolean knows(ThriftHiveMetastore.Client client, String call) throws TException {
    try {
      new Probe(client.getOutputProtocol()).ask(call);
      return true;
    } catch (TApplicationException e) {
      return e.getType() != TApplicationException.UNKNOWN_METHOD;
    }
  }

  private static final class Probe extends TServiceClient {
    Probe(TProtocol protocol) {
      super(protocol);
    }

    /** The answer's fields are of other types than these, and skipped. */
    private void ask(String call) throws TException {
      TBase<?, ?> nothing = new ThriftHiveMetastore.get_all_functions_args();
      sendBase(call, nothing);
      receiveBase(new ThriftHiveMetastore.cancel_delegation_token_result(), call);
    }
  }
}
