import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * The veraPDF engine on many files in one Java machine: the arguments are profiles, standard input names a file on each line.
 * Prints "SAYS tab file tab profile tab complaint" for each rule that failed, at its first place, and "JUDGED tab file tab profile".
 */
public class VeraBatch {
    public static void main(String[] profiles) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String file; (file = lines.readLine()) != null;) {
            for (String profile : profiles) {
                Map<String, String> says = new LinkedHashMap<>();
                try {
                    judge(file, PDFAFlavour.fromString(profile), says);
                } catch (Exception error) {
                    says.put("broken", "the engine gave up: " + error);
                }
                for (String said : says.values()) {
                    System.out.println("SAYS\t" + file + "\t" + profile + "\t" + said.replaceAll("\\s+", " "));
                }
                System.out.println("JUDGED\t" + file + "\t" + profile);
            }
        }
    }

    private static void judge(String file, PDFAFlavour flavour, Map<String, String> says) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour)) {
            ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
            for (TestAssertion test : result.getTestAssertions()) {
                if (test.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber();
                    says.putIfAbsent(rule, rule + ": " + test.getMessage() + " @ " + test.getLocation().getContext());
                }
            }
            if (!result.isCompliant() && says.isEmpty()) {
                says.put("silent", "not compliant, without a reason");
            }
        }
    }
}
