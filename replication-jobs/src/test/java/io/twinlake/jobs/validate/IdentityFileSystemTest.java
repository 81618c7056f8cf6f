package io.twinlake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster's own driver, seen with what the validator's identity opens it with. */
class IdentityFileSystemTest {
  private static final String TYPE = "fs.azure.account.auth.type";
  private static final String KEY = "fs.azure.account.key.sa3.dfs.core.windows.net";

  private static final List<Configuration> OPENED = new ArrayList<>();

  /** What the cluster takes for abfss: says how it was opened. */
  public static final class Clusters extends RawLocalFileSystem {
    @Override
    public void initialize(URI place, Configuration configuration) throws IOException {
      super.initialize(URI.create("file:///"), configuration);
      OPENED.add(configuration);
    }
  }

  private final Configuration cluster = new Configuration();

  @BeforeEach
  void aCluster() {
    OPENED.clear();
    cluster.set("fs.abfss.impl", Clusters.class.getName());
    cluster.set(KEY, "c2VjcmV0");
    cluster.set("twinlake.identity.auditor." + TYPE, "OAuth");
    cluster.set("twinlake.identity.other." + TYPE, "SAS");
  }

  private FileSystem open(String identity, String account) throws IOException {
    Configuration session = new Configuration(cluster);
    IdentityFileSystem.settings(identity, cluster).forEach(session::set);
    return new Path("abfss://raw@" + account + ".dfs.core.windows.net/lake").getFileSystem(session);
  }

  @Test
  void theClustersOwnDriverIsOpenedWithTheIdentitysCredentialsAndNoneOfTheClusters()
      throws IOException {
    assertThat(open("auditor", "sa3")).isInstanceOf(IdentityFileSystem.class);

    Configuration as = OPENED.get(0);
    assertThat(as.get(TYPE)).isEqualTo("OAuth");
    assertThat(as.get(KEY)).isNull();
    assertThat(as.get("fs.abfss.impl")).isEqualTo(Clusters.class.getName());
    assertThat(as.getValByRegex("^twinlake\\.identity\\.")).isEmpty();
  }

  @Test
  void eachAccountIsOpenedOnceForEachIdentityAndStaysOpen() throws IOException {
    for (String identity : List.of("auditor", "other", "auditor", "other")) {
      open(identity, "sa5").close();
    }
    assertThat(OPENED).extracting(as -> as.get(TYPE)).containsExactly("OAuth", "SAS");

    cluster.set("twinlake.identity.auditor.fs.azure.sas.fixed.token", "a new one");
    open("auditor", "sa5");
    assertThat(OPENED).hasSize(3);
  }

  @Test
  void withoutTheIdentitysCredentialsTheClustersAreNotTakenInstead() {
    assertThatThrownBy(() -> open("nobody", "sa6"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("twinlake.identity.nobody.")
        .hasMessageNotContaining("c2VjcmV0");
    assertThat(OPENED).isEmpty();
  }
}
