import com.adobe.epubcheck.tool.EpubChecker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;

/** EPUBCheck on many books in one Java machine: standard input names a book and a report, parted by a tab, on each line. */
public class EpubCheckBatch {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(new PrintStream(PrintStream.nullOutputStream()));
        System.setErr(System.out);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line; (line = lines.readLine()) != null;) {
            String[] pair = line.split("\t");
            new EpubChecker().run(new String[] {pair[0], "-u", "--json", pair[1]});
            out.println("JUDGED\t" + pair[0]);
        }
    }
}
