package io.twinlake.workspace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RewriterTest {
  private static final String CLUSTER = "0101-120000-abcdefgh";
  private static final String NEW_CLUSTER = "0202-130000-zyxwvuts";

  private final LiveMapping mapping = new LiveMapping(Set.of());
  private final Region region =
      new Region(
          List.of(
              new Region.Rule(Region.What.NODE_TYPE, "Standard_DS3_v2", "Standard_D4s_v3"),
              new Region.Rule(Region.What.STORAGE_ACCOUNT, "sales", "saleswest"),
              new Region.Rule(Region.What.KEY_VAULT, "kv-east", "kv-west"),
              new Region.Rule(Region.What.TEXT, "kafka-east:9092", "kafka-west:9092")));
  private final Offer offer =
      new Offer(Set.of("Standard_D4s_v3"), Set.of("14.3.x"), Set.of("ann@example.com"));

  RewriterTest() {
    mapping.put(Kind.CLUSTER, CLUSTER, NEW_CLUSTER);
    mapping.put(Kind.JOB, "11", "22");
    mapping.put(Kind.INSTANCE_POOL, "pool-east-12345", "pool-west-54321");
    mapping.put(Kind.USER, "7", "8");
  }

  private Rewriter.Rewritten rewrite(Kind kind, String json) {
    ObjectNode body = Tree.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    return new Rewriter(mapping, region, offer, PlaceCheck.NONE)
        .rewrite(Item.of(kind, "1", "it", body));
  }

  private String rewritten(Kind kind, String json) {
    Rewriter.Rewritten rewritten = rewrite(kind, json);
    assertThat(rewritten.missing()).isEmpty();
    assertThat(rewritten.missingPeers()).isEmpty();
    return Tree.text(rewritten.body());
  }

  @Test
  void mapsIdsInTasksAndInTasksInsideOfTasks() {
    assertThat(
            rewritten(
                Kind.JOB,
                """
                {"tasks":[{"existing_cluster_id":"%1$s"},
                 {"for_each_task":{"task":{"existing_cluster_id":"%1$s","run_job_task":{"job_id":11}}}}]}
                """
                    .formatted(CLUSTER)))
        .isEqualTo(
            ("{\"tasks\":[{\"existing_cluster_id\":\"%1$s\"},{\"for_each_task\":{\"task\":"
                    + "{\"existing_cluster_id\":\"%1$s\",\"run_job_task\":{\"job_id\":22}}}}]}")
                .formatted(NEW_CLUSTER));
  }

  @Test
  void leavesAJobIdAloneWhereItIsOnlyANumber() {
    String parameters = "{\"parameters\":[{\"name\":\"job_id\",\"default\":\"11\"}]}";
    assertThat(rewritten(Kind.JOB, parameters)).isEqualTo(parameters);
  }

  @Test
  void findsIdsThatAreUnlikeOtherTextInsideOfTexts() {
    assertThat(
            rewritten(
                Kind.JOB, "{\"base_parameters\":{\"c\":\"run on %s, please\"}}".formatted(CLUSTER)))
        .contains("run on " + NEW_CLUSTER + ", please");
  }

  @Test
  void looksIntoPolicies() {
    String definition =
        "{\"instance_pool_id\":{\"type\":\"fixed\",\"value\":\"pool-east-12345\"},\"node_type_id\":{\"type\":\"allowlist\",\"values\":[\"Standard_DS3_v2\",\"Other\"]}}";
    ObjectNode body = Tree.of("definition", definition);
    assertThat(rewritten(Kind.CLUSTER_POLICY, Tree.text(body)))
        .contains("pool-west-54321", "Standard_D4s_v3", "Other");
  }

  @Test
  void namesWhatLeadsNowhere() {
    assertThat(rewrite(Kind.JOB, "{\"existing_cluster_id\":\"gone\"}").missing())
        .containsExactly("Mapping not available for old cluster id gone");
    assertThat(rewrite(Kind.JOB, "{\"run_job_task\":{\"job_id\":12}}").missingPeers())
        .containsExactly("12");
    assertThat(
            rewrite(Kind.JOB, "{\"sql_task\":{\"dashboard\":{\"dashboard_id\":\"d\"}}}").missing())
        .hasSize(1);
  }

  @Test
  void namesWhatTheRegionDoesNotOffer() {
    assertThat(
            rewrite(Kind.CLUSTER, "{\"node_type_id\":\"Standard_X\",\"spark_version\":\"9\"}")
                .missing())
        .containsExactly(
            "node type Standard_X is not offered in the target's region; add it to workspace.mappings.nodeTypes",
            "runtime 9 is not offered in the target's region; add it to workspace.mappings.runtimes");
    assertThat(
            rewritten(
                Kind.CLUSTER,
                "{\"node_type_id\":\"Standard_DS3_v2\",\"spark_version\":\"14.3.x\"}"))
        .contains("Standard_D4s_v3");
  }

  @Test
  void namesPeopleWhoAreNotKnownAndWouldRunIt() {
    assertThat(rewrite(Kind.JOB, "{\"run_as\":{\"user_name\":\"carl@example.com\"}}").missing())
        .containsExactly("user_name carl@example.com is not known at the target");
    assertThat(rewritten(Kind.JOB, "{\"run_as\":{\"user_name\":\"Ann@example.com\"}}"))
        .contains("Ann");
  }

  @Test
  void replacesAccountsVaultsAndTextsAsWholeWords() {
    assertThat(
            rewritten(
                Kind.CLUSTER,
                """
                {"a":"abfss://raw@sales.dfs.core.windows.net/x","b":"presales.dfs.core.windows.net",
                 "c":"sales","d":"https://kv-east.vault.azure.net/","e":"/subscriptions/s/vaults/kv-east",
                 "f":"kafka-east:9092,kafka-east:90921"}
                """))
        .isEqualTo(
            "{\"a\":\"abfss://raw@saleswest.dfs.core.windows.net/x\",\"b\":\"presales.dfs.core.windows.net\","
                + "\"c\":\"sales\",\"d\":\"https://kv-west.vault.azure.net/\",\"e\":\"/subscriptions/s/vaults/kv-west\","
                + "\"f\":\"kafka-west:9092,kafka-east:90921\"}");
  }

  @Test
  void replacesAccountsInNamesOfSparkSettingsAndOfPoliciesAttributes() {
    String key = "fs.azure.account.auth.type.sales.dfs.core.windows.net";
    String there = key.replace("sales", "saleswest");
    assertThat(rewritten(Kind.CLUSTER, "{\"spark_conf\":{\"%s\":\"OAuth\"}}".formatted(key)))
        .isEqualTo("{\"spark_conf\":{\"%s\":\"OAuth\"}}".formatted(there));
    String definition =
        "{\"spark_conf.%s\":{\"type\":\"fixed\",\"value\":\"OAuth\"}}".formatted(key);
    assertThat(rewritten(Kind.CLUSTER_POLICY, Tree.text(Tree.of("definition", definition))))
        .contains(there);
  }

  @Test
  void keepsWhatItDoesNotKnow() {
    String odd =
        "{\"brand_new\":{\"deep\":[1,2.50,true,null,\"x\"]},\"big\":123456789012345678901}";
    assertThat(rewritten(Kind.JOB, odd)).isEqualTo(odd);
  }
}
