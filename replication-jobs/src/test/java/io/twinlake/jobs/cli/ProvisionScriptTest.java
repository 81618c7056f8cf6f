package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** submit/provision/provision.sh with an az that writes down what it gets. */
class ProvisionScriptTest {
  /** Each identity has its own: roles that are mixed up must be seen. */
  private static final String PRINCIPAL = "11111111-2222-3333-4444-";

  /** Answers as the real one would where the script reads the answer. */
  private static final String ANSWERS =
      "case \"$*\" in 'group exists'*) echo true ;; *'deployment group show'*outputs.*) all=$*; w=${all##*outputs.}; echo "
          + PRINCIPAL
          + "${w%%.value*} ;; esac";

  @TempDir Path directory;
  private StubProgram az;

  @BeforeEach
  void start() throws IOException {
    az = new StubProgram(directory.resolve("bin"), "az", ANSWERS);
  }

  private Script provision(String typed, String deed, String... values) throws IOException {
    return Script.startTyping(
        typed,
        directory,
        StubProgram.path(directory.resolve("bin")),
        "provision/provision.sh",
        deed,
        "--values",
        values(values).toString());
  }

  private void applied(String... values) throws IOException {
    Script script = provision("apply\n", "apply", values);
    assertThat(script.code()).as(script.err()).isZero();
  }

  private Path values(String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of("SA1=one", "SA2=two", "SA3=three", "SA4=four"));
    lines.addAll(List.of(more));
    return Script.values(directory, "provision", lines.toArray(String[]::new));
  }

  private Path secrets() throws IOException {
    return Files.writeString(directory.resolve("secrets.json"), "{}");
  }

  /** Commands as words, deployments as verb, group and template. */
  private List<String> deeds() {
    return az.calls().stream()
        .map(
            call ->
                call.get(0).equals("deployment")
                    ? "%s %s %s"
                        .formatted(
                            call.get(2),
                            valueOf(call, "--resource-group"),
                            call.contains("--template-file")
                                ? Path.of(valueOf(call, "--template-file")).getFileName()
                                : valueOf(call, "--query"))
                    : call.get(0) + " " + call.get(1) + " " + valueOf(call, "--name"))
        .toList();
  }

  private static String valueOf(List<String> call, String option) {
    assertThat(call).contains(option);
    return call.get(call.indexOf(option) + 1);
  }

  @Test
  void applyMakesBothSidesInTheOrderInWhichOneThingNeedsAnother() throws IOException {
    applied("EAST_COMPUTE=hdinsight", "WEST_COMPUTE=databricks", "HDINSIGHT_SECRETS=" + secrets());
    assertThat(deeds())
        .containsExactly(
            "group create twinlake-east",
            "group create twinlake-west",
            "create twinlake-east region.json",
            "create twinlake-west region.json",
            "create twinlake-east peering.json",
            "create twinlake-west peering.json",
            "show twinlake-west properties.outputs.replicator.value",
            "show twinlake-west properties.outputs.validator.value",
            "show twinlake-west properties.outputs.drill.value",
            "create twinlake-east roles-source.json",
            "create twinlake-west roles-target.json",
            "create twinlake-east hdinsight.json",
            "create twinlake-west databricks.json");
    assertThat(az.calls()).allSatisfy(c -> assertThat(c).contains("--subscription", "filled"));
    assertThat(valueOf(az.calls().get(0), "--location")).isEqualTo("eastus");
    assertThat(valueOf(az.calls().get(1), "--location")).isEqualTo("westus");
  }

  /** Each parameter is one that its template has, and each that has no default is given. */
  @Test
  void everyParameterIsOneOfItsTemplateAndNoneIsLeftOut() throws IOException {
    applied("EAST_COMPUTE=hdinsight", "WEST_COMPUTE=databricks", "HDINSIGHT_SECRETS=" + secrets());
    Set<String> templates = new LinkedHashSet<>();
    for (List<String> call : az.calls()) {
      if (!call.contains("--template-file")) {
        continue;
      }
      Path file = Path.of(valueOf(call, "--template-file"));
      assertThat(file).exists();
      templates.add(file.getFileName().toString());
      JsonNode declared = SubmitFiles.json("provision/" + file.getFileName()).get("parameters");
      List<String> given =
          call.subList(call.indexOf("--parameters") + 1, call.indexOf("--subscription"));
      List<String> names =
          new ArrayList<>(
              given.stream().filter(p -> !p.startsWith("@")).map(p -> p.split("=")[0]).toList());
      if (given.stream().anyMatch(p -> p.startsWith("@"))) {
        // What values.env.example says is in the file of secrets.
        names.addAll(List.of("clusterPassword", "sshPassword"));
        assertThat(SubmitFiles.text("provision/values.env.example"))
            .contains("clusterPassword", "sshPassword");
      }
      declared
          .fields()
          .forEachRemaining(
              parameter -> {
                // Names of accounts and principals must never be left to a template's example.
                String name = parameter.getKey();
                if (!parameter.getValue().has("defaultValue")
                    || name.matches("side|.*Account|replicator|validator|drill|.*Network")) {
                  assertThat(names).as("%s of %s", name, file.getFileName()).contains(name);
                }
              });
      assertThat(names)
          .as(file.getFileName().toString())
          .allSatisfy(name -> assertThat(declared.has(name)).as(name).isTrue());
    }
    assertThat(templates).hasSize(6);
    JsonNode outputs = SubmitFiles.json("provision/region.json").get("outputs");
    for (String identity : List.of("replicator", "validator", "drill")) {
      assertThat(outputs.has(identity)).as(identity).isTrue();
    }
  }

  @Test
  void rolesGoToTheIdentitiesThatWereMade() throws IOException {
    applied();
    List<List<String>> roles =
        az.calls().stream()
            .filter(c -> c.stream().anyMatch(word -> word.contains("roles-")))
            .filter(c -> c.contains("--template-file"))
            .toList();
    assertThat(roles).hasSize(2);
    assertThat(roles.get(0))
        .contains(
            "dataAccount=three",
            "controlAccount=one",
            "replicator=" + PRINCIPAL + "replicator",
            "validator=" + PRINCIPAL + "validator");
    assertThat(valueOf(roles.get(0), "--resource-group")).isEqualTo("twinlake-east");
    assertThat(roles.get(1))
        .contains(
            "dataAccount=four",
            "controlAccount=two",
            "replicator=" + PRINCIPAL + "replicator",
            "validator=" + PRINCIPAL + "validator",
            "drill=" + PRINCIPAL + "drill");
    assertThat(valueOf(roles.get(1), "--resource-group")).isEqualTo("twinlake-west");
  }

  /** Who may do what, by the ids of Azure's built-in roles. */
  @Test
  void theSourceIsOnlyReadAndEachIdentityHasTheLeastItNeeds() {
    String reader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    String contributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    assertThat(roles("roles-source.json"))
        .containsExactlyInAnyOrder(
            "replicator dataAccount " + reader,
            "replicator controlAccount " + reader,
            "validator dataAccount " + reader,
            "validator controlAccount " + reader);
    assertThat(roles("roles-target.json"))
        .containsExactlyInAnyOrder(
            "replicator dataAccount " + contributor,
            "replicator controlAccount " + contributor,
            "validator dataAccount " + reader,
            "validator controlAccount " + contributor,
            "drill dataAccount " + reader,
            "drill controlAccount " + reader);
  }

  /** Identity, account and role of each assignment; its name must tell it from every other. */
  private static List<String> roles(String file) {
    List<String> roles = new ArrayList<>();
    for (JsonNode resource : SubmitFiles.json("provision/" + file).get("resources")) {
      String who = parameter(resource.at("/properties/principalId"));
      String where = parameter(resource.get("scope"));
      String role = resource.at("/properties/roleDefinitionId").textValue();
      assertThat(resource.get("name").textValue())
          .contains("parameters('" + where + "')", "parameters('" + who + "')");
      roles.add(who + " " + where + " " + role.replaceAll(".*'([0-9a-f-]{36})'.*", "$1"));
    }
    return roles;
  }

  private static String parameter(JsonNode text) {
    return text.textValue().replaceAll(".*parameters\\('(\\w+)'\\).*", "$1");
  }

  @Test
  void eachSideGetsItsOwnAccountsAndItsOwnCompute() throws IOException {
    applied("EAST_COMPUTE=hdinsight", "WEST_COMPUTE=hdinsight", "HDINSIGHT_SECRETS=" + secrets());
    for (List<String> call : az.calls()) {
      if (call.contains("--template-file") && call.stream().anyMatch(w -> w.startsWith("side="))) {
        boolean east = valueOf(call, "--resource-group").equals("twinlake-east");
        assertThat(call)
            .contains(east ? "side=east" : "side=west")
            .doesNotContain(east ? "dataAccount=four" : "dataAccount=three")
            .doesNotContain(east ? "controlAccount=two" : "controlAccount=one");
        if (valueOf(call, "--template-file").endsWith("hdinsight.json")) {
          assertThat(call)
              .contains(
                  east ? "dataAccount=three" : "dataAccount=four",
                  east ? "clusterName=twinlake-east-one" : "clusterName=twinlake-west-one");
        }
      }
    }
  }

  /** No az is at hand: its words, as its own pages list them, so that a slip is seen. */
  @Test
  void theOptionsForAzAreThoseThatWereLookedUp() throws IOException {
    applied();
    assertThat(provision("delete three and four\n", "clean-up").code()).isZero();
    assertThat(provision("", "what-if").code()).isZero();
    assertThat(az.calls())
        .allSatisfy(
            call ->
                assertThat(
                        String.join(
                            " ",
                            call.stream()
                                .filter(w -> w.matches("--[a-z-]+|[a-z]+(-[a-z]+)?"))
                                .filter(w -> !w.matches("eastus|westus|filled|tsv|true"))
                                .filter(w -> !w.startsWith("twinlake-"))
                                .toList()))
                    .isIn(
                        "group create --name --location --tags --subscription --only-show-errors",
                        "group delete --name --yes --subscription --only-show-errors",
                        "group exists --subscription --name",
                        "deployment group create --resource-group --name --template-file --parameters --subscription --only-show-errors",
                        "deployment group what-if --resource-group --name --template-file --parameters --subscription --only-show-errors",
                        "deployment group show --subscription --resource-group --name --query --output"));
  }

  @Test
  void theNetworksDoNotOverlapAndPeerWithEachOther() throws IOException {
    applied();
    List<String> all = az.calls().stream().flatMap(List::stream).toList();
    assertThat(all)
        .contains("addressPrefix=10.10.0.0/16", "addressPrefix=10.20.0.0/16")
        .anyMatch(w -> w.startsWith("otherNetwork=") && w.endsWith("/twinlake-west"))
        .anyMatch(w -> w.startsWith("otherNetwork=") && w.endsWith("/twinlake-east"));
  }

  @Test
  void whatIfAsksOnly() throws IOException {
    Script script = provision("", "what-if");
    assertThat(script.code()).as(script.err()).isZero();
    assertThat(deeds()).hasSize(8).allMatch(d -> d.matches("(group exists|what-if) .*"));
  }

  @Test
  void nothingIsDoneUnlessTheWordIsTyped() throws IOException {
    assertThat(provision("yes\n", "apply").code()).isEqualTo(5);
    assertThat(provision("apply\n", "clean-up").code()).isEqualTo(5);
    assertThat(provision("", "clean-up").code()).isEqualTo(5);
    assertThat(az.calls()).isEmpty();

    Script cleaned = provision("delete three and four\n", "clean-up");
    assertThat(cleaned.code()).as(cleaned.err()).isZero();
    assertThat(deeds()).containsExactly("group delete twinlake-west", "group delete twinlake-east");
  }

  @Test
  void aDryRunCallsNobody() throws IOException {
    Script script =
        Script.start(
            directory,
            StubProgram.path(directory.resolve("bin")),
            "provision/provision.sh",
            "apply",
            "--dry-run",
            "--values",
            values().toString());
    assertThat(script.code()).as(script.err()).isZero();
    assertThat(az.calls()).isEmpty();
    assertThat(script.out().lines()).hasSize(8).allMatch(line -> line.startsWith("az "));
  }

  @Test
  void aCommandThatFailsEndsTheScript() throws IOException {
    az =
        new StubProgram(
            directory.resolve("bin"), "az", "[[ $* != *peering* ]] || exit 3\n" + ANSWERS);
    Script script = provision("apply\n", "apply");
    assertThat(script.code()).isNotZero();
    assertThat(deeds()).last().isEqualTo("create twinlake-east peering.json");
  }
}
